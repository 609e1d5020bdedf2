package dev.commitcast.server.firstrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.localpostgres.FreePort;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program behind {@code ./run}, as a process of its own, in an empty folder. */
@Timeout(600)
class FirstRunIT {
  private static final Duration START = Duration.ofMinutes(4);

  @TempDir Path folder;
  private final int httpPort = FreePort.find();
  private final int databasePort = FreePort.find();
  private Process process;

  @AfterEach
  void endTheProcess() throws InterruptedException {
    if (process != null && process.isAlive()) {
      process.destroy();
      process.waitFor(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void startsTwiceKeepsTheDataAndLeavesNoProcessBehind() throws Exception {
    linkTheBuild();
    long head = runOnceAndInterrupt("INSERT INTO channels (id, name) VALUES (%s, 'kept')", false);
    long again = runOnceAndInterrupt(null, true);
    assertThat(again).as("the log is still there").isGreaterThanOrEqualTo(head);
  }

  @Test
  void saysWithOneSentenceThatAPortIsTaken() throws Exception {
    linkTheBuild();
    try (ServerSocket taken = new ServerSocket(httpPort, 1, InetAddress.getLoopbackAddress())) {
      start();
      assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(1);
      assertThat(output()).contains("port " + taken.getLocalPort()).doesNotContain("\tat ");
    }
  }

  private long runOnceAndInterrupt(String insert, boolean expectKept) throws Exception {
    start();
    await("ready")
        .atMost(START)
        .until(() -> !process.isAlive() || output().contains("Commitcast is ready"));
    assertThat(process.isAlive()).as(output()).isTrue();
    assertThat(status("health/ready")).isEqualTo(200);
    assertThat(status("")).isEqualTo(200);
    long head = useTheDatabase(insert, expectKept);
    List<ProcessHandle> started = process.descendants().toList();
    assertThat(started).as("the server and the database").hasSizeGreaterThanOrEqualTo(2);
    interrupt();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended after Ctrl-C").isTrue();
    assertThat(output()).contains("Nothing is left running");
    await("no process is left")
        .atMost(Duration.ofSeconds(60))
        .until(() -> started.stream().noneMatch(ProcessHandle::isAlive));
    return head;
  }

  private long useTheDatabase(String insert, boolean expectKept) throws Exception {
    String url = "jdbc:postgresql://127.0.0.1:" + databasePort + "/commitcast";
    try (Connection connection = DriverManager.getConnection(url, "commitcast", "commitcast");
        Statement statement = connection.createStatement()) {
      if (insert != null) {
        statement.execute(insert.formatted("'01JD0000000000000000000KEP'"));
      }
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT commitcast.head(), count(*) FROM channels WHERE name = 'kept'")) {
        rows.next();
        assertThat(rows.getLong(2)).isEqualTo(insert != null || expectKept ? 1 : 0);
        return rows.getLong(1);
      }
    }
  }

  /** As Ctrl-C does; a process in the background of a shell would ignore it, this one does not. */
  private void interrupt() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
  }

  private void start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                FirstRun.class.getName())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output.txt").toFile());
    builder.environment().put("COMMITCAST_HTTP_PORT", Integer.toString(httpPort));
    builder.environment().put("COMMITCAST_DB_PORT", Integer.toString(databasePort));
    // as on a machine where nobody has unpacked PostgreSQL before
    builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    builder.environment().remove("POSTGRES_HOST");
    builder.environment().put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
    process = builder.start();
  }

  /** The program looks for the built server below the folder it is started in. */
  private void linkTheBuild() throws IOException {
    Path target = Files.createDirectories(folder.resolve("server-config/target"));
    Files.createSymbolicLink(target.resolve("liberty"), Path.of("target/liberty").toAbsolutePath());
  }

  private String output() throws IOException {
    try (Stream<String> lines = Files.lines(folder.resolve("output.txt"))) {
      return String.join("\n", lines.toList());
    }
  }

  private int status(String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + httpPort + "/" + path).toURL().openConnection();
    connection.setConnectTimeout(5_000);
    connection.setReadTimeout(10_000);
    return connection.getResponseCode();
  }
}

package dev.commitcast.localpostgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LocalPostgresIT {

  @Test
  void ownerIsNoSuperuserAndMayCreateWhatTheMigrationsNeed() throws SQLException {
    try (LocalPostgres server = LocalPostgres.startTemporary();
        Connection connection = server.connection()) {
      assertThat(ask(connection, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
          .isEqualTo("f");
      try (Statement statement = connection.createStatement()) {
        statement.execute("CREATE EXTENSION citext");
        statement.execute("CREATE EXTENSION pgcrypto");
        statement.execute("CREATE EXTENSION \"uuid-ossp\"");
        statement.execute("CREATE TABLE public.t (id int)");
        statement.execute("CREATE SCHEMA other");
      }
      assertThat(ask(connection, "SHOW server_version")).startsWith("18.");
    }
  }

  @Test
  void committedRowsSurviveAnImmediateStopAndAStartOnTheSamePort() throws SQLException {
    try (LocalPostgres server = LocalPostgres.startTemporary()) {
      int port = server.port();
      insertOneRow(server);

      server.stop(StopMode.IMMEDIATE);
      assertThatThrownBy(server::connection).isInstanceOf(SQLException.class);
      server.start();
      server.restart(StopMode.FAST);

      assertThat(server.port()).isEqualTo(port);
      assertThat(countOf(server)).isEqualTo("1");
    }
  }

  @Test
  void settingsReachTheServer() throws SQLException {
    try (LocalPostgres server =
            LocalPostgres.builder()
                .setting("max_connections", "17")
                .setting("search_path", "a, \"it's\"")
                .start();
        Connection connection = server.superuserConnection()) {
      assertThat(ask(connection, "SHOW max_connections")).isEqualTo("17");
      assertThat(ask(connection, "SHOW search_path")).isEqualTo("a, \"it's\"");
    }
  }

  @Test
  void temporaryDataAreGoneAfterClose() {
    LocalPostgres server = LocalPostgres.startTemporary();
    server.close();

    assertThat(server.dataDirectory()).doesNotExist();
    assertThat(server.running()).isFalse();
  }

  @Test
  void keptDataAreFoundAgainAfterTheServerWasKilled(@TempDir Path folder) throws Exception {
    enterableByEverybody(folder);
    Path data = folder.resolve("a folder/data");
    try (LocalPostgres first = LocalPostgres.builder().dataDirectory(data).start()) {
      insertOneRow(first);
      ProcessHandle postmaster = postmaster(data);
      List<ProcessHandle> all =
          Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
      postmaster.destroyForcibly();
      // its children end by themselves, and until then keep others from its memory
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
      assertThat(data.resolve("postmaster.pid")).exists();
    }

    try (LocalPostgres second = LocalPostgres.builder().dataDirectory(data).start()) {
      assertThat(countOf(second)).isEqualTo("1");
    }
    assertThat(data).exists();
  }

  @Test
  void aSecondServerOnTheSameDataIsRefused(@TempDir Path folder) throws Exception {
    enterableByEverybody(folder);
    Path data = folder.resolve("data");
    try (LocalPostgres first = LocalPostgres.builder().dataDirectory(data).start()) {
      LocalPostgres.Builder second = LocalPostgres.builder().dataDirectory(data);

      assertThatThrownBy(second::start)
          .isInstanceOf(LocalPostgresException.class)
          .hasMessageContaining("is in use by another run");
      insertOneRow(first);
    }
  }

  @Test
  void aTakenPortIsNamedInTheMessage() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      LocalPostgres.Builder builder = LocalPostgres.builder().port(taken.getLocalPort());

      assertThatThrownBy(builder::start)
          .isInstanceOf(LocalPostgresException.class)
          .hasMessageContaining("port " + taken.getLocalPort())
          .hasMessageContaining("Address already in use");
    }
  }

  @Test
  void fixtureGivesEachCallerAnEmptyDatabaseOfItsOwn() throws SQLException {
    PostgresDatabase one = PostgresFixture.freshDatabase();
    PostgresDatabase other = PostgresFixture.freshDatabase();

    assertThat(one.database()).isNotEqualTo(other.database());
    try (Connection connection = one.connect();
        Connection superuser = PostgresFixture.superuserConnection(one)) {
      assertThat(ask(connection, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
          .isEqualTo("0");
      assertThat(ask(superuser, "SELECT current_database()")).isEqualTo(one.database());
    }
  }

  /** Where root cannot use a namespace, PostgreSQL runs as nobody. */
  private static void enterableByEverybody(Path folder) throws IOException {
    if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private static ProcessHandle postmaster(Path data) throws Exception {
    long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
    return ProcessHandle.of(pid).orElseThrow();
  }

  private static void insertOneRow(LocalPostgres server) throws SQLException {
    try (Connection connection = server.connection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE IF NOT EXISTS kept (id int)");
      statement.execute("INSERT INTO kept VALUES (1)");
    }
  }

  private static String countOf(LocalPostgres server) throws SQLException {
    try (Connection connection = server.connection()) {
      return ask(connection, "SELECT count(*) FROM kept");
    }
  }

  private static String ask(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}

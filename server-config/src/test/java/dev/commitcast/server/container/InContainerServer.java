package dev.commitcast.server.container;

import dev.commitcast.localpostgres.FreePort;
import dev.commitcast.localpostgres.PostgresDatabase;
import dev.commitcast.localpostgres.PostgresFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Prepares the server before the container starts it: the shipped configuration without its
 * application, a database of its own, and what deployment from outside needs.
 */
final class InContainerServer {
  private static final Path SHIPPED = Path.of("target/liberty/wlp/usr/servers/commitcast");
  // one for each JVM of tests, which run side by side; by its name a running one is recognised
  private static final String NAME = "in-container-" + ProcessHandle.current().pid() + "-server";
  private static final Path USER = Path.of("target", NAME, "usr");
  private static final Path SERVER = USER.resolve("servers").resolve(NAME);

  private InContainerServer() {}

  static void prepare() {
    try {
      int port = FreePort.find();
      copy("bootstrap.properties");
      copy("jdbc");
      copy("profiles");
      String configuration = Files.readString(SHIPPED.resolve("server.xml"));
      Files.writeString(
          SERVER.resolve("server.xml"),
          configuration.replaceFirst("(?s)<webApplication .*?</webApplication>", ""));
      Path overrides = Files.createDirectories(SERVER.resolve("configDropins/overrides"));
      Files.writeString(overrides.resolve("in-container.xml"), overrides(port));
      System.setProperty("arq.container.liberty.configuration.httpPort", Integer.toString(port));
      System.setProperty("arq.container.liberty.configuration.usrDir", USER.toString());
      System.setProperty("arq.container.liberty.configuration.serverName", NAME);
    } catch (IOException e) {
      throw new UncheckedIOException("The server for the in-container tests is not prepared.", e);
    }
  }

  private static String overrides(int port) {
    PostgresDatabase database = PostgresFixture.freshDatabase();
    return Map.of(
            "commitcast.http.port", Integer.toString(port),
            "POSTGRES_HOST", database.host(),
            "POSTGRES_PORT", Integer.toString(database.port()),
            "POSTGRES_DB", database.database(),
            "POSTGRES_USER", database.user(),
            "POSTGRES_PASSWORD", database.password(),
            "mp.config.profile", "test")
        .entrySet()
        .stream()
        .map(
            each ->
                "  <variable name=\"%s\" value=\"%s\"/>".formatted(each.getKey(), each.getValue()))
        .collect(
            Collectors.joining(
                "\n",
                """
                <server>
                  <featureManager>
                    <feature>localConnector-1.0</feature>
                  </featureManager>
                  <applicationMonitor updateTrigger="mbean" dropinsEnabled="true"/>
                  <variable name="way.first.host" value="127.0.0.1"/>
                  <variable name="way.first.port" value="${commitcast.http.port}"/>
                  <variable name="way.second" value="false"/>
                  <variable name="way.key" value="${server.config.dir}/profiles/none.p12"/>
                  <variable name="way.key.password" value="none"/>
                """,
                "\n</server>\n"));
  }

  private static void copy(String name) throws IOException {
    Path source = SHIPPED.resolve(name);
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Path target = SERVER.resolve(name).resolve(source.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}

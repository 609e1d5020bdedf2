package dev.commitcast.localpostgres.internal;

import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.localpostgres.LocalPostgresException;
import dev.commitcast.localpostgres.PostgresDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** A PostgreSQL in a container, which Testcontainers removes when this process has ended. */
final class ContainerServer implements FixtureServer {
  private static final String IMAGE = "postgres:18-alpine";

  private final PostgreSQLContainer container;

  private ContainerServer(PostgreSQLContainer container) {
    this.container = container;
  }

  /** Looks for the socket first: asking a Docker that is not there takes seconds. */
  static boolean dockerAnswers() {
    boolean likely =
        System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
    return likely && DockerClientFactory.instance().isDockerAvailable();
  }

  static ContainerServer start() {
    List<String> command = new ArrayList<>(List.of("postgres"));
    SETTINGS.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    PostgreSQLContainer container =
        new PostgreSQLContainer(IMAGE)
            .withUsername(Cluster.SUPERUSER)
            .withCommand(command.toArray(String[]::new));
    container.start();
    ContainerServer server = new ContainerServer(container);
    try (Connection connection = server.superuser("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE ROLE "
              + LocalPostgres.OWNER
              + " LOGIN CREATEROLE PASSWORD '"
              + LocalPostgres.OWNER_PASSWORD
              + "'");
    } catch (SQLException e) {
      container.stop();
      throw new LocalPostgresException("The container's PostgreSQL did not take our role.", e);
    }
    return server;
  }

  @Override
  public PostgresDatabase database(String name) {
    return new PostgresDatabase(
        container.getHost(),
        container.getFirstMappedPort(),
        name,
        LocalPostgres.OWNER,
        LocalPostgres.OWNER_PASSWORD);
  }

  @Override
  public Connection superuser(String database) throws SQLException {
    return DriverManager.getConnection(
        database(database).jdbcUrl(), Cluster.SUPERUSER, container.getPassword());
  }
}

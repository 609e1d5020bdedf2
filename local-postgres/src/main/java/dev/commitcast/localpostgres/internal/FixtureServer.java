package dev.commitcast.localpostgres.internal;

import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.localpostgres.LocalPostgresException;
import dev.commitcast.localpostgres.PostgresDatabase;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/** The one server that all tests of a Java process share. Thread-safe. */
public interface FixtureServer {
  /** What tests want of a server: many sessions, and no wait for a disk that nobody will read. */
  Map<String, String> SETTINGS = Map.of("max_connections", "200", "fsync", "off");

  PostgresDatabase database(String name);

  Connection superuser(String database) throws SQLException;

  static FixtureServer shared() {
    return Holder.SERVER;
  }

  /** Starts the server at first use. */
  final class Holder {
    private static final FixtureServer SERVER = choose();

    private Holder() {}

    private static FixtureServer choose() {
      String wish =
          Optional.ofNullable(System.getenv("COMMITCAST_TEST_POSTGRES")).orElse("automatic");
      return switch (wish) {
        case "local" -> local();
        case "container" -> ContainerServer.start();
        case "automatic" -> ContainerServer.dockerAnswers() ? containerOrLocal() : local();
        default ->
            throw new LocalPostgresException(
                "COMMITCAST_TEST_POSTGRES is \"" + wish + "\"; allowed is local or container.");
      };
    }

    private static FixtureServer containerOrLocal() {
      try {
        return ContainerServer.start();
      } catch (RuntimeException e) {
        Logger log = System.getLogger(FixtureServer.class.getName());
        log.log(Level.WARNING, "Docker answers, but no container started; using programs.", e);
        return local();
      }
    }

    private static FixtureServer local() {
      LocalPostgres server = LocalPostgres.builder().settings(SETTINGS).start();
      return new FixtureServer() {
        @Override
        public PostgresDatabase database(String name) {
          return server.database(name);
        }

        @Override
        public Connection superuser(String database) throws SQLException {
          return server.superuserConnection(database);
        }
      };
    }
  }
}

package dev.commitcast.server.firstrun;

import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.localpostgres.LocalPostgresException;
import dev.commitcast.localpostgres.PostgresDatabase;
import dev.commitcast.server.liberty.LibertyInstallation;
import dev.commitcast.server.liberty.LibertyServer;
import dev.commitcast.server.liberty.ServerException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The database and the server of a first run. Starting and stopping exclude each other, so that a
 * stop that comes while something starts waits for it, ends it, and keeps the rest from starting.
 * Thread-safe.
 */
final class LocalStack {
  private final RunSettings settings;
  private LocalPostgres database;
  private LibertyServer server;
  private boolean stopped;

  LocalStack(RunSettings settings) {
    this.settings = settings;
  }

  /** Starts the database, unless another one is to be used. */
  synchronized void startDatabase() {
    if (stopped || settings.foreignDatabase().isPresent()) {
      return;
    }
    try {
      database =
          LocalPostgres.builder()
              .port(settings.databasePort())
              .dataDirectory(settings.databaseFolder())
              .start();
    } catch (LocalPostgresException e) {
      boolean taken = String.valueOf(e.getMessage()).contains("Address already in use");
      throw new ServerException(
          taken
              ? "The port "
                  + settings.databasePort()
                  + " is in use by another program. Stop that one, or set COMMITCAST_DB_PORT."
              : e.getMessage(),
          e);
    }
  }

  /** Starts the server's process and returns at once. */
  synchronized LibertyServer startServer() {
    if (stopped) {
      throw new ServerException("Stopped before the server was started.");
    }
    requireFreePort(settings.httpPort());
    LibertyServer node =
        new LibertyServer(
            new LibertyInstallation(settings.installation()),
            settings.serverFolder(),
            settings.httpPort(),
            environment(),
            settings.jvmOptions());
    server = node.start();
    return server;
  }

  /** The server, once it has been started. */
  synchronized Optional<LibertyServer> server() {
    return Optional.ofNullable(server);
  }

  /** Ends the server, then the database. */
  synchronized void stop() {
    stopped = true;
    try {
      if (server != null) {
        server.stop();
      }
    } finally {
      if (database != null) {
        database.close();
      }
    }
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("MP_CONFIG_PROFILE", settings.profile());
    environment.put("COMMITCAST_SECURITY_DEV_KEY", settings.devKey().toString());
    if (database != null) {
      PostgresDatabase target = database.database();
      environment.put("POSTGRES_HOST", target.host());
      environment.put("POSTGRES_PORT", Integer.toString(target.port()));
      environment.put("POSTGRES_DB", target.database());
      environment.put("POSTGRES_USER", target.user());
      environment.put("POSTGRES_PASSWORD", target.password());
      // what the environment says about roles, certificates and tunnels is about another database
      environment.put("COMMITCAST_OWNER_USER", target.user());
      environment.put("COMMITCAST_OWNER_PASSWORD", target.password());
      environment.put("COMMITCAST_DATABASE_SSL_MODE", "prefer");
      for (String file : List.of("ROOT_CERT", "CERT", "KEY", "PASSWORD")) {
        environment.put("COMMITCAST_DATABASE_SSL_" + file, "");
      }
      environment.put("COMMITCAST_OWNER_SSL_CERT", "");
      environment.put("COMMITCAST_OWNER_SSL_KEY", "");
      environment.put("SSH_HOST", "");
      environment.put("SSH_KEY_PATH", "");
    }
    return environment;
  }

  private static void requireFreePort(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // connections of the last run that still wait for their end do not hold the port
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress("127.0.0.1", port), 1);
    } catch (IOException e) {
      throw new ServerException(
          "The port "
              + port
              + " is in use by another program. Stop that one, or set COMMITCAST_HTTP_PORT.",
          e);
    }
  }
}

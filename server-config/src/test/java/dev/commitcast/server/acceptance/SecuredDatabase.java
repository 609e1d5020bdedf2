package dev.commitcast.server.acceptance;

import dev.commitcast.localpostgres.Certificates;
import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.localpostgres.PostgresDatabase;
import dev.commitcast.server.liberty.LibertyNode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A server that demands TLS and, from the role that serves requests, a certificate in its name;
 * with an owner, an application and a reader. Not thread-safe.
 */
final class SecuredDatabase implements AutoCloseable {
  static final String APPLICATION = "shop_app";
  static final String SECRET = "app-secret-7361";

  private final Certificates authority;
  private final Certificates.Identity client;
  private final LocalPostgres postgres;

  SecuredDatabase(Path folder) throws SQLException {
    authority = Certificates.in(folder);
    client = authority.issue(APPLICATION, "");
    postgres =
        LocalPostgres.builder()
            .setting("max_connections", "100")
            .setting("fsync", "off")
            .demandTls(
                authority.issue("server", "ip:127.0.0.1"),
                authority,
                List.of(
                    "hostssl all " + APPLICATION + " all scram-sha-256 clientcert=verify-full",
                    "hostssl all all all scram-sha-256"))
            .start();
    superuser(
        "CREATE ROLE " + APPLICATION + " LOGIN PASSWORD '" + SECRET + "'",
        "CREATE ROLE shop_reader LOGIN PASSWORD 'reader'");
  }

  /** A node that verifies everything, but for what the test changes; not started. */
  LibertyNode node(Map<String, String> changes) {
    Map<String, String> environment = new HashMap<>();
    environment.put("MP_CONFIG_PROFILE", "dev");
    environment.put("COMMITCAST_OWNER_USER", LocalPostgres.OWNER);
    environment.put("COMMITCAST_OWNER_PASSWORD", LocalPostgres.OWNER_PASSWORD);
    environment.put("COMMITCAST_DATABASE_SSL_MODE", "verify-full");
    environment.put("COMMITCAST_DATABASE_SSL_ROOT_CERT", authority.certificate().toString());
    environment.put("COMMITCAST_DATABASE_SSL_CERT", client.certificate().toString());
    environment.put("COMMITCAST_DATABASE_SSL_KEY", client.key().toString());
    environment.putAll(changes);
    if (environment.get("COMMITCAST_DATABASE_SSL_MODE").equals("disable")) {
      environment.remove("COMMITCAST_DATABASE_SSL_ROOT_CERT");
    }
    return LibertyNode.describe(
        new PostgresDatabase(
            postgres.host(), postgres.port(), LocalPostgres.DATABASE, APPLICATION, SECRET),
        environment);
  }

  Connection connect(String user, String password) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("sslmode", "verify-full");
    properties.setProperty("sslrootcert", authority.certificate().toString());
    properties.setProperty("sslcert", client.certificate().toString());
    properties.setProperty("sslkey", client.key().toString());
    return DriverManager.getConnection(postgres.database().jdbcUrl(), properties);
  }

  /** First column of the last statement's rows. */
  List<String> superuser(String... statements) throws SQLException {
    List<String> answers = new ArrayList<>();
    try (Connection connection = postgres.superuserConnection(LocalPostgres.DATABASE);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        if (statement.execute(sql)) {
          try (ResultSet rows = statement.getResultSet()) {
            while (rows.next()) {
              answers.add(rows.getString(1));
            }
          }
        }
      }
    }
    return answers;
  }

  @Override
  public void close() {
    postgres.close();
  }
}

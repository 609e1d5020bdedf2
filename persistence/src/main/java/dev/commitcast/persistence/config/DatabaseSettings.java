package dev.commitcast.persistence.config;

import java.time.Duration;

/**
 * Where PostgreSQL is and who we are there. Immutable.
 *
 * @param host name or address
 * @param port 1 to 65535
 * @param database database name
 * @param user role
 * @param password never logged, see {@link #toString()}
 * @param schemas names of our schemas
 * @param connectTimeout how long one attempt to connect may take
 */
public record DatabaseSettings(
    String host,
    int port,
    String database,
    String user,
    String password,
    SchemaNames schemas,
    Duration connectTimeout) {

  public static DatabaseSettings from(Settings settings) {
    return new DatabaseSettings(
        settings.text("POSTGRES_HOST", "localhost"),
        settings.number("POSTGRES_PORT", 5432, 1, 65_535),
        settings.text("POSTGRES_DB", "commitcast"),
        settings.text("POSTGRES_USER", "commitcast"),
        settings.text("POSTGRES_PASSWORD", "commitcast"),
        SchemaNames.from(settings),
        settings.duration(
            "commitcast.database.connect-timeout",
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1)));
  }

  public DatabaseSettings withSchemas(SchemaNames names) {
    return new DatabaseSettings(host, port, database, user, password, names, connectTimeout);
  }

  public DatabaseSettings withPort(int otherPort) {
    return new DatabaseSettings(host, otherPort, database, user, password, schemas, connectTimeout);
  }

  /** Without the password, so that it may be logged. */
  @Override
  public String toString() {
    return user + "@" + host + ":" + port + "/" + database;
  }
}

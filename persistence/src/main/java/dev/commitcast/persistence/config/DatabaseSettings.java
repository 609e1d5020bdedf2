package dev.commitcast.persistence.config;

import dev.commitcast.driver.HostList;
import java.time.Duration;
import java.util.Optional;

/**
 * Where PostgreSQL is and who we are there. Immutable.
 *
 * @param host name or address, or several with commas between, of which one is the primary
 * @param port 1 to 65535, of hosts that name none
 * @param database database name
 * @param user role
 * @param password never logged, see {@link #toString()}
 * @param schemas names of our schemas
 * @param connectTimeout how long one attempt to connect may take
 * @param tls how connections are encrypted
 */
public record DatabaseSettings(
    String host,
    int port,
    String database,
    String user,
    String password,
    SchemaNames schemas,
    Duration connectTimeout,
    DatabaseTls tls) {
  static final String OWNER_USER = "commitcast.owner.user";
  static final String OWNER_PASSWORD = "commitcast.owner.password";

  public DatabaseSettings {
    try {
      HostList.parse(host, port);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "POSTGRES_HOST",
          host,
          "one host, or several like db1,db2:5433,[fd00::1]. " + e.getMessage(),
          e);
    }
  }

  /** With what the driver does by itself about encryption. */
  public DatabaseSettings(
      String host,
      int port,
      String database,
      String user,
      String password,
      SchemaNames schemas,
      Duration connectTimeout) {
    this(host, port, database, user, password, schemas, connectTimeout, DatabaseTls.PREFERRED);
  }

  /** As whom requests are served: the role that appends, reads, and works subscriptions. */
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
            Duration.ofMinutes(1)),
        DatabaseTls.from(settings));
  }

  /**
   * As whom migrations and the sequencer work: the role that owns the schemas. The same as {@link
   * #from} unless {@code commitcast.owner.user} names another.
   *
   * @throws ConfigurationException if it is named without its password, or the other way round
   */
  public static DatabaseSettings ofOwner(Settings settings) {
    DatabaseSettings application = from(settings);
    Optional<String> owner = settings.text(OWNER_USER);
    Optional<String> secret = settings.text(OWNER_PASSWORD);
    DatabaseTls tls = DatabaseTls.ofOwner(settings);
    if (owner.isEmpty() && (secret.isPresent() || !tls.equals(application.tls()))) {
      throw new ConfigurationException(
          OWNER_USER, "", "the role that commitcast.owner.password or .ssl-key belongs to");
    }
    return new DatabaseSettings(
        application.host,
        application.port,
        application.database,
        owner.orElse(application.user),
        // a certificate may be enough; then the server asks for no password
        owner.isPresent() ? secret.orElse("") : application.password,
        application.schemas,
        application.connectTimeout,
        tls);
  }

  /** All hosts that may be the primary. */
  public HostList hosts() {
    return HostList.parse(host, port);
  }

  public DatabaseSettings withSchemas(SchemaNames names) {
    return new DatabaseSettings(host, port, database, user, password, names, connectTimeout, tls);
  }

  public DatabaseSettings withPort(int otherPort) {
    return new DatabaseSettings(
        host, otherPort, database, user, password, schemas, connectTimeout, tls);
  }

  /** Without the password, so that it may be logged. */
  @Override
  public String toString() {
    return user + "@" + hosts() + "/" + database;
  }
}

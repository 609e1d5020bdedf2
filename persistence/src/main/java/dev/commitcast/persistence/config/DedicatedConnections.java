package dev.commitcast.persistence.config;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Collectors;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Opens connections that belong to one owner and never to a pool: for LISTEN, the sequencer,
 * migrations and reads of the log. A new look-up of the host name with every call. Thread-safe.
 */
public final class DedicatedConnections {
  private final DatabaseSettings settings;

  public DedicatedConnections(DatabaseSettings settings) {
    this.settings = settings;
  }

  public DatabaseSettings settings() {
    return settings;
  }

  /**
   * Opens one, in autocommit mode.
   *
   * @param purpose appears in {@code pg_stat_activity} as {@code commitcast <purpose>}
   * @param serverOptions run-time parameters for the session, such as {@code statement_timeout}
   */
  public Connection open(String purpose, Map<String, String> serverOptions) throws SQLException {
    return open(purpose, serverOptions, Map.of());
  }

  /**
   * Opens one with driver properties besides, such as a socket factory.
   *
   * @param driverProperties with {@code CURRENT_SCHEMA} as a key, also for null, the session's path
   *     is left as it is: some poolers refuse to be told one
   */
  public Connection open(
      String purpose, Map<String, String> serverOptions, Map<PGProperty, String> driverProperties)
      throws SQLException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {settings.host()});
    source.setPortNumbers(new int[] {settings.port()});
    source.setDatabaseName(settings.database());
    source.setUser(settings.user());
    source.setPassword(settings.password());
    source.setApplicationName("commitcast " + purpose);
    source.setTcpKeepAlive(true);
    int seconds = (int) Math.max(1, settings.connectTimeout().toSeconds());
    source.setConnectTimeout(seconds);
    source.setLoginTimeout(seconds);
    if (!driverProperties.containsKey(PGProperty.CURRENT_SCHEMA)) {
      source.setCurrentSchema(settings.schemas().app());
    }
    if (!serverOptions.isEmpty()) {
      source.setOptions(
          serverOptions.entrySet().stream()
              .map(option -> "-c " + option.getKey() + "=" + option.getValue())
              .sorted()
              .collect(Collectors.joining(" ")));
    }
    for (Map.Entry<PGProperty, String> property : settings.tls().properties().entrySet()) {
      source.setProperty(property.getKey(), property.getValue());
    }
    for (Map.Entry<PGProperty, String> property : driverProperties.entrySet()) {
      source.setProperty(property.getKey(), property.getValue());
    }
    return source.getConnection();
  }
}

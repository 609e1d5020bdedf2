package dev.commitcast.persistence.config;

import dev.commitcast.driver.HostList;
import dev.commitcast.driver.RoutedSocketFactory;
import dev.commitcast.driver.Routes;
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
    HostList hosts = settings.hosts();
    source.setServerNames(hosts.names());
    source.setPortNumbers(hosts.ports());
    if (hosts.several()) {
      source.setTargetServerType("primary");
      // what was the primary a second ago need not be it now
      source.setHostRecheckSeconds(0);
    }
    if (Routes.laid()) {
      source.setSocketFactory(RoutedSocketFactory.class.getName());
    }
    source.setDatabaseName(settings.database());
    source.setUser(settings.user());
    source.setPassword(settings.password());
    source.setApplicationName("commitcast " + purpose);
    source.setTcpKeepAlive(true);
    int seconds = (int) Math.max(1, settings.connectTimeout().toSeconds());
    source.setConnectTimeout(seconds);
    // of the whole search: a host that says nothing must leave time for the next one
    source.setLoginTimeout(seconds * hosts.all().size());
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

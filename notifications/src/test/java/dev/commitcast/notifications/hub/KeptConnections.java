package dev.commitcast.notifications.hub;

import dev.commitcast.localpostgres.PostgresDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.postgresql.ds.PGSimpleDataSource;

/** The plainest pool: a connection that is closed waits for whoever asks next. Thread-safe. */
final class KeptConnections extends PGSimpleDataSource {
  private static final long serialVersionUID = 1L;

  private final transient ConcurrentLinkedQueue<Connection> idle = new ConcurrentLinkedQueue<>();

  KeptConnections(PostgresDatabase database) {
    setUrl(database.jdbcUrl());
    setUser(database.user());
    setPassword(database.password());
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection kept = idle.poll();
    Connection connection = kept == null ? super.getConnection() : kept;
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                idle.add(connection);
                return null;
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}

package dev.commitcast.notifications.testing;

import dev.commitcast.persistence.config.DatabaseSettings;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.postgresql.ds.PGSimpleDataSource;

/** The plainest pool: a connection that is closed waits for whoever asks next. Thread-safe. */
public final class TestPool extends PGSimpleDataSource implements AutoCloseable {
  private static final long serialVersionUID = 1L;

  private final transient ConcurrentLinkedQueue<Connection> idle = new ConcurrentLinkedQueue<>();
  private volatile boolean ended;

  public TestPool(DatabaseSettings settings) {
    setServerNames(new String[] {settings.host()});
    setPortNumbers(new int[] {settings.port()});
    setDatabaseName(settings.database());
    setUser(settings.user());
    setPassword(settings.password());
    setApplicationName("commitcast test pool");
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection kept = idle.poll();
    while (kept != null && kept.isClosed()) {
      kept = idle.poll();
    }
    Connection connection = kept == null ? super.getConnection() : kept;
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                giveBack(connection);
                return null;
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private void giveBack(Connection connection) throws SQLException {
    if (ended || connection.isClosed() || !connection.getAutoCommit()) {
      connection.close();
    } else {
      idle.add(connection);
    }
  }

  @Override
  public void close() throws SQLException {
    ended = true;
    for (Connection each = idle.poll(); each != null; each = idle.poll()) {
      each.close();
    }
  }
}

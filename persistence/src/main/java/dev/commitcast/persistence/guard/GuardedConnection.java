package dev.commitcast.persistence.guard;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/**
 * A connection whose guard lasts until it is closed: what would end its transaction earlier is
 * refused, for statements after that would be nobody's. Not thread-safe, as no connection is.
 */
final class GuardedConnection implements InvocationHandler {
  private static final Set<String> ENDS =
      Set.of("commit", "rollback", "setAutoCommit", "abort", "unwrap", "setReadOnly");

  private final Connection connection;
  private boolean closed;

  private GuardedConnection(Connection connection) {
    this.connection = connection;
  }

  /** Takes the connection over, also when it throws. */
  static Connection open(Connection connection, RequestRole role, Guard guard) throws SQLException {
    GuardedConnection guarded = new GuardedConnection(connection);
    try {
      connection.setAutoCommit(false);
      connection.setReadOnly(true);
      role.restrict(connection, guard);
      return (Connection)
          Proxy.newProxyInstance(
              GuardedConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, guarded);
    } catch (SQLException | RuntimeException | Error e) {
      try {
        guarded.close();
      } catch (SQLException also) {
        e.addSuppressed(also);
      }
      throw e;
    }
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    String name = method.getName();
    if (name.equals("close")) {
      close();
      return null;
    }
    if (name.equals("isClosed")) {
      return closed || connection.isClosed();
    }
    if (closed) {
      throw new SQLException("The connection is closed.", "08003");
    }
    // to a savepoint that was set under the guard is no end
    if (ENDS.contains(name) && !isSavepoint(method)) {
      throw new SQLException(
          "A connection under a guard has one transaction, which its closing ends; "
              + name
              + " is refused.",
          "25000");
    }
    try {
      return method.invoke(connection, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static boolean isSavepoint(Method method) {
    return method.getName().equals("rollback") && method.getParameterCount() == 1;
  }

  /** Gives it back only as it was, or broken: a pool must not take it for a good one then. */
  private void close() throws SQLException {
    if (closed) {
      return;
    }
    closed = true;
    try (Connection last = connection) {
      if (!last.isClosed()) {
        last.rollback();
        last.setReadOnly(false);
        last.setAutoCommit(true);
      }
    }
  }
}

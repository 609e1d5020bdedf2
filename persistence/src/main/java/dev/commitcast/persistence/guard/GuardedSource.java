package dev.commitcast.persistence.guard;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * Connections of another source, each in a read-only transaction under a guard from the first
 * statement to its closing, which rolls back and so takes role and settings from it. Thread-safe.
 *
 * <p>The danger: not for threads that are in a transaction of the container, whose connection this
 * cannot end; the server refuses it there.
 */
public final class GuardedSource implements DataSource {
  private final DataSource source;
  private final RequestRole role;
  private final Guard guard;

  public GuardedSource(DataSource source, RequestRole role, Guard guard) {
    this.source = source;
    this.role = role;
    this.guard = guard;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return role.restricts(guard)
        ? GuardedConnection.open(source.getConnection(), role, guard)
        : source.getConnection();
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("A guard works with the pool's own role.");
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return source.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    source.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    source.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return source.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    return source.getParentLogger();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("What is below a guard is not given out.");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}

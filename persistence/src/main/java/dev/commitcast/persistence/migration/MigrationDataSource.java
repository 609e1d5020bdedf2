package dev.commitcast.persistence.migration;

import dev.commitcast.persistence.config.DedicatedConnections;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Map;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** Dedicated connections in the shape that Flyway asks for. Stateless, thread-safe. */
final class MigrationDataSource implements DataSource {
  static final String PURPOSE = "migration";

  private final DedicatedConnections connections;

  MigrationDataSource(DedicatedConnections connections) {
    this.connections = connections;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return connections.open(PURPOSE, Map.of());
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("Migrations use the configured user alone.");
  }

  @Override
  public PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    throw new SQLFeatureNotSupportedException("Migrations have no log writer.");
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    throw new SQLFeatureNotSupportedException(
        "The time to connect is commitcast.database.connect-timeout.");
  }

  @Override
  public int getLoginTimeout() {
    return (int) connections.settings().connectTimeout().toSeconds();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("Migrations have no parent logger.");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("Nothing is wrapped here.");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}

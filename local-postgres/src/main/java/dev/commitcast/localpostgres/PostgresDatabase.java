package dev.commitcast.localpostgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * One database and the role that owns it. Immutable.
 *
 * @param host name or address
 * @param port 1 to 65535
 * @param database its name
 * @param user owner of the database, not a superuser
 * @param password of that role
 */
public record PostgresDatabase(
    String host, int port, String database, String user, String password) {

  public String jdbcUrl() {
    return "jdbc:postgresql://" + host + ":" + port + "/" + database;
  }

  /** Opens a connection as the owner, in autocommit mode. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl(), user, password);
  }
}

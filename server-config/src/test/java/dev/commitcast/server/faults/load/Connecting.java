package dev.commitcast.server.faults.load;

import java.sql.Connection;
import java.sql.SQLException;

/** Opens a connection to the database where it is now. */
@FunctionalInterface
public interface Connecting {
  Connection connect() throws SQLException;
}

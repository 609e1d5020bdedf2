package dev.commitcast.persistence.subscription;

import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.sql.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** One statement of this package, on a connection of its own or on the caller's. Thread-safe. */
final class Query {
  /** Makes something of the current row. */
  @FunctionalInterface
  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private final DataSource source;
  private final String name;
  private final String sql;

  Query(DataSource source, SchemaNames schemas, String name) {
    this.source = source;
    this.name = name;
    this.sql = SqlFile.load(Query.class, name + ".sql", schemas);
  }

  int update(Object... parameters) {
    try (Connection connection = source.getConnection();
        PreparedStatement statement = prepare(connection, parameters)) {
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  <T> List<T> list(Reader<T> reader, Object... parameters) {
    try (Connection connection = source.getConnection()) {
      return list(connection, reader, parameters);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  <T> List<T> list(Connection connection, Reader<T> reader, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = prepare(connection, parameters);
        ResultSet rows = statement.executeQuery()) {
      List<T> all = new ArrayList<>();
      while (rows.next()) {
        all.add(reader.read(rows));
      }
      return all;
    }
  }

  private PreparedStatement prepare(Connection connection, Object... parameters)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < parameters.length; i++) {
        if (parameters[i] == null) {
          statement.setNull(i + 1, Types.VARCHAR);
        } else if (parameters[i] instanceof Integer[] numbers) {
          statement.setArray(i + 1, connection.createArrayOf("integer", numbers));
        } else if (parameters[i] instanceof Long[] numbers) {
          statement.setArray(i + 1, connection.createArrayOf("bigint", numbers));
        } else {
          statement.setObject(i + 1, parameters[i]);
        }
      }
      return statement;
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }

  private SubscriptionStoreException failed(SQLException e) {
    return new SubscriptionStoreException("The statement " + name + " failed", e);
  }
}

package dev.commitcast.persistence.log;

import dev.commitcast.domain.event.EventFilter;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/**
 * Binds a filter the way the log's filtered queries expect it: whether it is restricted, then each
 * set twice, as a text array.
 */
public final class FilterParameters {
  private FilterParameters() {}

  /** Binds from the given position on and answers the next free one. */
  public static int bind(
      Connection connection, PreparedStatement statement, int from, EventFilter filter)
      throws SQLException {
    int position = from;
    statement.setBoolean(position++, !filter.isUnrestricted());
    for (Set<String> values :
        List.of(filter.types(), filter.streams(), filter.rooms(), filter.categories())) {
      Array array = connection.createArrayOf("text", values.toArray());
      statement.setArray(position++, array);
      statement.setArray(position++, array);
    }
    return position;
  }
}

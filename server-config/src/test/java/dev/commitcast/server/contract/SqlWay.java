package dev.commitcast.server.contract;

import dev.commitcast.domain.event.ExpectedVersion;
import dev.commitcast.persistence.log.Direction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** The SQL functions, and the views that SQL programs read. */
final class SqlWay implements Way {
  private static final String APPEND_EVENTS =
      "SELECT place, event_id, stream_version, repeated FROM commitcast.append_events("
          + "?, ?, ?, ?, ?, ?::text[]::jsonb[], ?::text[]::jsonb[], ?)";
  private static final String APPEND =
      "SELECT event_id, stream_version FROM commitcast.append(?, ?, ?::jsonb,"
          + " expected_version => ?, id => ?, metadata => ?::jsonb, room => ?)";
  private static final String SEEN =
      "SELECT e.id, e.aggregate_id, e.stream_version, e.event_type, e.data::text, e.room,"
          + " e.metadata::text FROM commitcast.stream_events AS e";

  /** Work on one connection. */
  private interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  private final DataSource source;
  private final boolean single;

  /**
   * @param single whether one event goes through {@code append}, which does not tell repetitions
   */
  SqlWay(DataSource source, boolean single) {
    this.source = source;
    this.single = single;
  }

  @Override
  public List<Appended> append(List<Appending> appends) {
    boolean one = single && appends.size() == 1 && appends.get(0).events().size() == 1;
    return asked(
        connection -> one ? List.of(one(connection, appends.get(0))) : many(connection, appends));
  }

  private static Appended one(Connection connection, Appending append) throws SQLException {
    Given event = append.events().get(0);
    try (PreparedStatement statement = connection.prepareStatement(APPEND)) {
      statement.setString(1, append.stream());
      statement.setString(2, event.type());
      statement.setString(3, event.data());
      statement.setObject(4, number(append.expected()));
      statement.setString(5, event.id());
      statement.setString(6, event.metadata());
      statement.setString(7, event.room());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return new Appended(
            append.stream(), List.of(new Appended.One(row.getString(1), row.getLong(2), false)));
      }
    }
  }

  private static List<Appended> many(Connection connection, List<Appending> appends)
      throws SQLException {
    List<Integer> streamOf = new ArrayList<>();
    List<Given> events = new ArrayList<>();
    List<Appended> answers = new ArrayList<>();
    for (int i = 0; i < appends.size(); i++) {
      for (Given event : appends.get(i).events()) {
        streamOf.add(i + 1);
        events.add(event);
      }
      answers.add(new Appended(appends.get(i).stream(), new ArrayList<>()));
    }
    try (PreparedStatement statement = connection.prepareStatement(APPEND_EVENTS)) {
      text(statement, 1, appends.stream().map(Appending::stream).toArray());
      statement.setArray(
          2,
          connection.createArrayOf(
              "bigint", appends.stream().map(each -> number(each.expected())).toArray()));
      statement.setArray(3, connection.createArrayOf("integer", streamOf.toArray()));
      text(statement, 4, events.stream().map(Given::id).toArray());
      text(statement, 5, events.stream().map(Given::type).toArray());
      text(statement, 6, events.stream().map(Given::data).toArray());
      text(statement, 7, events.stream().map(Given::metadata).toArray());
      text(statement, 8, events.stream().map(Given::room).toArray());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          answers
              .get(streamOf.get(rows.getInt(1) - 1) - 1)
              .events()
              .add(new Appended.One(rows.getString(2), rows.getLong(3), rows.getBoolean(4)));
        }
      }
    }
    return answers;
  }

  private static void text(PreparedStatement statement, int parameter, Object[] values)
      throws SQLException {
    statement.setArray(parameter, statement.getConnection().createArrayOf("text", values));
  }

  private static Long number(ExpectedVersion expected) {
    if (expected instanceof ExpectedVersion.Exact exact) {
      return exact.version();
    }
    if (expected instanceof ExpectedVersion.NoStream) {
      return 0L;
    }
    return expected instanceof ExpectedVersion.StreamExists ? -4L : null;
  }

  @Override
  public List<Seen> read(String stream, long from, Direction direction, int limit) {
    boolean forwards = direction == Direction.FORWARDS;
    return query(
        SEEN
            + " WHERE e.aggregate_id = ? AND e.stream_version "
            + (forwards ? ">=" : "<=")
            + " ? ORDER BY e.stream_version "
            + (forwards ? "ASC" : "DESC")
            + " LIMIT ?",
        stream,
        from,
        limit);
  }

  @Override
  public Optional<Seen> event(String id) {
    return query(SEEN + " WHERE e.id = ?", id).stream().findFirst();
  }

  private List<Seen> query(String sql, Object... parameters) {
    return asked(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
              statement.setObject(i + 1, parameters[i]);
            }
            List<Seen> found = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
              while (row.next()) {
                found.add(
                    new Seen(
                        row.getString(1),
                        row.getString(2),
                        row.getLong(3),
                        row.getString(4),
                        Json.compact(row.getString(5)),
                        row.getString(6),
                        Json.compact(row.getString(7))));
              }
            }
            return found;
          }
        });
  }

  @Override
  public Optional<Known> stream(String name) {
    return asked(
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "SELECT stream_version, deleted_at IS NOT NULL, truncate_before, metadata::text"
                      + " FROM commitcast.streams WHERE stream_id = ? AND stream_version > 0")) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
              return row.next()
                  ? Optional.of(
                      new Known(
                          row.getLong(1),
                          row.getBoolean(2),
                          row.getLong(3),
                          Json.compact(row.getString(4))))
                  : Optional.empty();
            }
          }
        });
  }

  @Override
  public void delete(String stream, ExpectedVersion expected) {
    call("SELECT commitcast.delete_stream(?, ?::bigint)", stream, number(expected));
  }

  @Override
  public void restore(String stream) {
    call("SELECT commitcast.restore_stream(?)", stream);
  }

  @Override
  public void truncate(String stream, long before) {
    call("SELECT commitcast.truncate_stream(?, ?)", stream, before);
  }

  @Override
  public void describe(String stream, String metadata) {
    call("SELECT commitcast.set_stream_metadata(?, ?::jsonb)", stream, metadata);
  }

  private void call(String sql, Object... parameters) {
    asked(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
              statement.setObject(i + 1, parameters[i]);
            }
            return statement.execute();
          }
        });
  }

  private <T> T asked(Work<T> work) {
    try (Connection connection = source.getConnection()) {
      return work.on(connection);
    } catch (PSQLException e) {
      throw refused(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RuntimeException refused(PSQLException e) {
    ServerErrorMessage told = e.getServerErrorMessage();
    String sentence = told == null ? e.getMessage() : told.getMessage();
    return switch (String.valueOf(e.getSQLState())) {
      case "CC412" ->
          new Refused(Refused.Kind.WRONG_VERSION, Long.valueOf(told.getDetail()), sentence);
      case "CC409" -> new Refused(Refused.Kind.CONFLICT, null, sentence);
      case "CC410" -> new Refused(Refused.Kind.DELETED, null, sentence);
      case "CC404" -> new Refused(Refused.Kind.UNKNOWN, null, sentence);
      case "54000" -> new Refused(Refused.Kind.TOO_LARGE, null, sentence);
      case "22023", "22P02", "22P05", "22021", "22003", "54001" ->
          new Refused(Refused.Kind.INVALID, null, sentence);
      default -> new IllegalStateException(e);
    };
  }
}

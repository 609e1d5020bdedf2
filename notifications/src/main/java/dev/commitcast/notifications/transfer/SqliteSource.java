package dev.commitcast.notifications.transfer;

import dev.commitcast.domain.event.EventData;
import dev.commitcast.domain.event.EventType;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.domain.json.StrictJson;
import dev.commitcast.persistence.store.ImportedEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a SQLite file of go-sync-kit, which is not changed. Places and lines are versions of rows.
 */
final class SqliteSource implements EntrySource {
  private static final long BEGINNING = 100;

  private final Connection connection;
  private final KitTable table;
  private final Digest digest = new Digest();
  private PreparedStatement statement;
  private ResultSet rows;
  private long place;

  /**
   * @param table the table's name
   */
  SqliteSource(Path file, String table) throws IOException {
    try {
      this.connection = SqliteFile.read(file);
    } catch (SQLException e) {
      throw broken(e);
    }
    try {
      this.table = KitTable.in(connection, table);
    } catch (SQLException e) {
      close();
      throw broken(e);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  @Override
  public String fingerprint() throws IOException {
    Digest beginning = new Digest();
    beginning.add("sqlite\n" + table.name() + "\n");
    addIds(BEGINNING, beginning);
    return beginning.now();
  }

  @Override
  public long size() throws IOException {
    try (Statement last = connection.createStatement();
        ResultSet row = last.executeQuery(table.selectLast())) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw broken(e);
    }
  }

  @Override
  public void skipTo(long wanted) throws IOException {
    addIds(wanted, digest);
    place = wanted;
  }

  /** Rows are not looked at as a whole: ids name them, and go-sync-kit never changes one. */
  private void addIds(long upTo, Digest to) throws IOException {
    try (PreparedStatement ids = connection.prepareStatement(table.selectIds())) {
      ids.setLong(1, upTo);
      try (ResultSet row = ids.executeQuery()) {
        while (row.next()) {
          to.add(row.getLong("version") + ":" + row.getString("id") + "\n");
        }
      }
    } catch (SQLException e) {
      throw broken(e);
    }
  }

  @Override
  public Optional<Entry> next() throws IOException {
    try {
      if (rows == null) {
        statement = connection.prepareStatement(table.select());
        statement.setLong(1, place);
        rows = statement.executeQuery();
      }
      if (!rows.next()) {
        return Optional.empty();
      }
      place = rows.getLong("version");
      digest.add(place + ":" + rows.getString("id") + "\n");
      return Optional.of(entry());
    } catch (SQLException e) {
      throw broken(e);
    }
  }

  private Entry entry() throws SQLException {
    try {
      String metadata = metadata();
      EventData event =
          new EventData(
              required("id"),
              new EventType(required("event_type")),
              Checked.json("data", text("data")),
              Origin.note(metadata, place),
              null);
      ImportedEvent imported =
          Checked.event(
              new StreamId(required("aggregate_id")),
              event,
              KitTime.read(rows.getObject("created_at")));
      return Entry.good(place, place, imported);
    } catch (RuntimeException e) {
      // whatever object refuses a value says why
      return Entry.faulty(place, place, String.valueOf(e.getMessage()));
    }
  }

  /** Go writes {@code null} for no metadata. */
  private String metadata() throws SQLException {
    String given = Checked.json("metadata", text("metadata"));
    if (given != null && !StrictJson.isNull(given) && !StrictJson.isObject(given)) {
      throw new IllegalArgumentException("The metadata are an object or null.");
    }
    Map<String, String> members = Origin.members(given);
    if (table.origins() && rows.getObject("origin_node") != null) {
      members.putIfAbsent("origin_node", StrictJson.quote(required("origin_node")));
      if (rows.getObject("origin_counter") instanceof Number counter) {
        members.putIfAbsent("origin_counter", Long.toString(counter.longValue()));
      }
    }
    return members.isEmpty() ? null : Origin.print(members);
  }

  private String required(String column) throws SQLException {
    String text = text(column);
    if (text == null) {
      throw new IllegalArgumentException("The " + column + " is missing.");
    }
    return text;
  }

  /** SQLite lets any value into any column. */
  private String text(String column) throws SQLException {
    Object value = rows.getObject(column);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw new IllegalArgumentException(
        "The "
            + column
            + " is a text, not "
            + (value instanceof byte[] ? "a blob." : "the number " + value + "."));
  }

  @Override
  public String digest() {
    return digest.now();
  }

  private static IOException broken(SQLException e) {
    return new IOException("The SQLite file cannot be read: " + e.getMessage(), e);
  }

  @Override
  public void close() throws IOException {
    try {
      // its statements and results are closed with it
      connection.close();
    } catch (SQLException e) {
      throw broken(e);
    }
  }
}

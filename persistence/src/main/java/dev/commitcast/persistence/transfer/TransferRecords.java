package dev.commitcast.persistence.transfer;

import dev.commitcast.domain.json.StrictJson;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.sql.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the database remembers of imports, on the caller's connection. Stateless, thread-safe. */
public final class TransferRecords {
  private final String begin;
  private final String unfinished;
  private final String list;
  private final String save;
  private final String lock;

  public TransferRecords(SchemaNames schemas) {
    this.begin = SqlFile.load(TransferRecords.class, "begin.sql", schemas);
    this.unfinished = SqlFile.load(TransferRecords.class, "unfinished.sql", schemas);
    this.list = SqlFile.load(TransferRecords.class, "list.sql", schemas);
    this.save = SqlFile.load(TransferRecords.class, "save.sql", schemas);
    this.lock = SqlFile.load(TransferRecords.class, "lock.sql", schemas);
  }

  /**
   * Makes sure that nobody else imports the same content, for as long as the connection lives.
   *
   * @return whether it is so
   */
  public boolean lock(Connection connection, String fingerprint) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(lock)) {
      statement.setString(1, fingerprint);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /**
   * Lets go of what {@link #lock} took. The connection's end does so too, but the server may notice
   * that a moment after whoever closed it has gone on.
   */
  public void unlock(Connection connection) {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT pg_advisory_unlock_all()")) {
      statement.executeQuery().close();
    } catch (SQLException ignored) {
      // a connection that is lost holds no lock for long
    }
  }

  /** The last import of the same content, if it did not come to its end. */
  public Optional<Transfer> unfinished(Connection connection, String fingerprint)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(unfinished)) {
      statement.setString(1, fingerprint);
      return read(statement).stream().findFirst();
    }
  }

  public Transfer begin(
      Connection connection, String id, String format, String name, String fingerprint, long size)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(begin)) {
      statement.setString(1, id);
      statement.setString(2, format);
      statement.setString(3, name);
      statement.setString(4, fingerprint);
      statement.setLong(5, size);
      statement.executeUpdate();
    }
    return find(connection, id).orElseThrow();
  }

  public Optional<Transfer> find(Connection connection, String id) throws SQLException {
    return list(connection, id, 1).stream().findFirst();
  }

  /** The newest first. */
  public List<Transfer> newest(Connection connection, int limit) throws SQLException {
    return list(connection, null, limit);
  }

  private List<Transfer> list(Connection connection, String id, int limit) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(list)) {
      statement.setString(1, id);
      statement.setString(2, id);
      statement.setInt(3, limit);
      return read(statement);
    }
  }

  /** Saves how far it came; everything before its place must be committed. */
  public void save(Connection connection, Transfer transfer) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(save)) {
      statement.setString(1, transfer.state().word());
      statement.setLong(2, transfer.place());
      statement.setLong(3, transfer.line());
      statement.setLong(4, transfer.size());
      statement.setLong(5, transfer.added());
      statement.setLong(6, transfer.repeated());
      statement.setLong(7, transfer.faulty());
      statement.setString(8, json(transfer.faults()));
      statement.setString(9, transfer.digest());
      statement.setString(10, transfer.id());
      statement.executeUpdate();
    }
  }

  /** As an array of objects with line and reason. */
  public static String json(List<TransferFault> faults) {
    return faults.stream()
        .map(
            fault ->
                "{\"line\":"
                    + fault.line()
                    + ",\"reason\":"
                    + StrictJson.quote(fault.reason())
                    + "}")
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static List<TransferFault> faults(String json) {
    List<TransferFault> faults = new ArrayList<>();
    for (String element : StrictJson.elements(json)) {
      Map<String, String> members = StrictJson.members(element);
      faults.add(
          new TransferFault(
              Long.parseLong(members.get("line")), StrictJson.unquote(members.get("reason"))));
    }
    return faults;
  }

  private static List<Transfer> read(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      List<Transfer> found = new ArrayList<>();
      while (row.next()) {
        found.add(
            new Transfer(
                row.getString("id"),
                row.getString("format"),
                row.getString("name"),
                TransferState.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getLong("place"),
                row.getLong("line"),
                row.getLong("size"),
                row.getLong("added"),
                row.getLong("repeated"),
                row.getLong("faulty"),
                faults(row.getString("faults")),
                row.getString("digest"),
                time(row, "started_at"),
                time(row, "updated_at")));
      }
      return found;
    }
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}

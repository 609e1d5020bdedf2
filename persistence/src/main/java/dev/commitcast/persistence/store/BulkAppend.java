package dev.commitcast.persistence.store;

import dev.commitcast.domain.event.Room;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.sql.OneTransaction;
import dev.commitcast.persistence.sql.SqlFile;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Brings many events in at once, by COPY: in their order, to whatever version their streams have,
 * each but once. Stateless, thread-safe; a connection serves one caller at a time.
 */
public final class BulkAppend {
  private static final int CHUNK = 1 << 16;

  /** How often what met another writer is tried before that is told. */
  private static final int ATTEMPTS = 4;

  /** An id was taken elsewhere in the meantime, or two waited for each other. */
  private static final Set<String> AGAIN = Set.of("40001", "40P01");

  private final String begin;
  private final String copy;
  private final String finish;

  public BulkAppend(SchemaNames schemas) {
    this.begin = SqlFile.load(BulkAppend.class, "begin_import.sql", schemas);
    this.copy = SqlFile.load(BulkAppend.class, "copy_import.sql", schemas);
    this.finish = SqlFile.load(BulkAppend.class, "finish_import.sql", schemas);
  }

  /**
   * Appends all events, in a transaction of their own unless the connection has one.
   *
   * @param connection of the driver itself, not of a container's pool
   * @param events some thousands: they are sent in one COPY and are locked, and hidden from
   *     readers, until all are there
   * @throws dev.commitcast.domain.event.InvalidEventException if one is out of bounds; none is
   *     appended then
   * @throws EventStoreException if the database fails
   */
  public ImportOutcome append(Connection connection, List<ImportedEvent> events) {
    for (int attempt = 1; ; attempt++) {
      try {
        return OneTransaction.PLAIN.on(connection, () -> run(connection, events));
      } catch (SQLException e) {
        if (attempt == ATTEMPTS || !AGAIN.contains(String.valueOf(e.getSQLState()))) {
          throw EventStoreErrors.translate(e, "import");
        }
      }
    }
  }

  private ImportOutcome run(Connection connection, List<ImportedEvent> events) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(begin);
    }
    CopyIn rows = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy);
    try {
      write(rows, events);
      rows.endCopy();
    } finally {
      if (rows.isActive()) {
        rows.cancelCopy();
      }
    }
    List<ImportOutcome.Skipped> skipped = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(finish);
        ResultSet left = statement.executeQuery()) {
      while (left.next()) {
        skipped.add(
            new ImportOutcome.Skipped(
                left.getInt(1) - 1,
                ImportOutcome.Reason.valueOf(left.getString(2).toUpperCase(Locale.ROOT))));
      }
    }
    return new ImportOutcome(events.size() - skipped.size(), skipped);
  }

  private static void write(CopyIn rows, List<ImportedEvent> events) throws SQLException {
    StringBuilder chunk = new StringBuilder(CHUNK + CHUNK / 4);
    for (ImportedEvent event : events) {
      Room room = event.event().room();
      Instant at = event.at();
      CopyText.field(chunk, event.stream().value()).append('\t');
      CopyText.field(chunk, event.event().id()).append('\t');
      CopyText.field(chunk, event.event().type().value()).append('\t');
      CopyText.field(chunk, event.event().data()).append('\t');
      CopyText.field(chunk, event.event().metadata()).append('\t');
      CopyText.field(chunk, room == null ? null : room.value()).append('\t');
      CopyText.field(chunk, at == null ? null : at.toString()).append('\n');
      if (chunk.length() >= CHUNK) {
        send(rows, chunk);
      }
    }
    send(rows, chunk);
  }

  private static void send(CopyIn rows, StringBuilder chunk) throws SQLException {
    byte[] bytes = chunk.toString().getBytes(StandardCharsets.UTF_8);
    rows.writeToCopy(bytes, 0, bytes.length);
    chunk.setLength(0);
  }
}

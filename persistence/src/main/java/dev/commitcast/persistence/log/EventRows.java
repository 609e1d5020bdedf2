package dev.commitcast.persistence.log;

import dev.commitcast.domain.event.RecordedEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Turns rows of the log's queries into events; all of them select the same columns. */
final class EventRows {
  private EventRows() {}

  static List<RecordedEvent> all(ResultSet rows) throws SQLException {
    List<RecordedEvent> events = new ArrayList<>();
    while (rows.next()) {
      events.add(current(rows));
    }
    return events;
  }

  static RecordedEvent current(ResultSet row) throws SQLException {
    long streamVersion = row.getLong("stream_version");
    boolean captured = row.wasNull();
    OffsetDateTime sequencedAt = row.getObject("sequenced_at", OffsetDateTime.class);
    return new RecordedEvent(
        row.getLong("version"),
        row.getString("id"),
        row.getString("aggregate_id"),
        captured ? OptionalLong.empty() : OptionalLong.of(streamVersion),
        row.getString("event_type"),
        row.getString("room"),
        row.getString("data"),
        row.getString("metadata"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getString("tx"),
        row.getBoolean("tx_last"),
        captured,
        row.getInt("bytes"),
        sequencedAt == null ? null : sequencedAt.toInstant());
  }
}

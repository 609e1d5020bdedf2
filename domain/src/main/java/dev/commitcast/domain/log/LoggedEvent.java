package dev.commitcast.domain.log;

import dev.commitcast.domain.text.JsonText;
import dev.commitcast.domain.text.Moment;
import dev.commitcast.domain.text.TypeText;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityListeners;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.OptionalLong;

/** One event of the log, which never changes. Read-only: see {@code append}. */
@Entity
@EntityListeners(OwnedByTheDatabase.class)
@Table(name = "events")
public class LoggedEvent {
  @Id
  @Column(name = "version")
  private Long version;

  @Column(name = "id", insertable = false, updatable = false)
  private String id;

  @Column(name = "aggregate_id", insertable = false, updatable = false)
  private String stream;

  @Column(name = "stream_name", insertable = false, updatable = false)
  private String streamName;

  @Column(name = "stream_version", insertable = false, updatable = false)
  private Long streamVersion;

  @Column(name = "event_type", insertable = false, updatable = false)
  private String type;

  @Column(name = "room", insertable = false, updatable = false)
  private String room;

  @Convert(converter = JsonText.class)
  @Column(name = "data", insertable = false, updatable = false)
  private String data;

  @Convert(converter = JsonText.class)
  @Column(name = "metadata", insertable = false, updatable = false)
  private String metadata;

  @Convert(converter = TypeText.class)
  @Column(name = "tx", insertable = false, updatable = false)
  private String tx;

  @Column(name = "tx_last", insertable = false, updatable = false)
  private Boolean last;

  @Convert(converter = Moment.class)
  @Column(name = "created_at", insertable = false, updatable = false)
  private OffsetDateTime createdAt;

  @Convert(converter = Moment.class)
  @Column(name = "sequenced_at", insertable = false, updatable = false)
  private OffsetDateTime sequencedAt;

  @Column(name = "bytes", insertable = false, updatable = false)
  private Integer bytes;

  /** For JPA alone. */
  protected LoggedEvent() {}

  /** Its place in the log: dense, from 1. */
  public long version() {
    return version;
  }

  public String id() {
    return id;
  }

  /** The stream it belongs to. */
  public String stream() {
    return stream;
  }

  /** The same in the form of older event stores. */
  public String streamName() {
    return streamName;
  }

  /** Its place in an appended stream; empty for captured changes. */
  public OptionalLong streamVersion() {
    return streamVersion == null ? OptionalLong.empty() : OptionalLong.of(streamVersion);
  }

  public String type() {
    return type;
  }

  /** Who may see it; empty for operators only. */
  public Optional<String> room() {
    return Optional.ofNullable(room);
  }

  /** JSON text. */
  public Optional<String> data() {
    return Optional.ofNullable(data);
  }

  /** Actor, correlation id, trace; JSON text. */
  public Optional<String> metadata() {
    return Optional.ofNullable(metadata);
  }

  /** The transaction that made it. */
  public String tx() {
    return tx;
  }

  /** Whether it is the last event of its transaction. */
  public boolean last() {
    return last;
  }

  /** When the change was made, by the clock of the database. */
  public OffsetDateTime createdAt() {
    return createdAt;
  }

  /** When it got its version, by the same clock; empty for events of older releases. */
  public Optional<OffsetDateTime> sequencedAt() {
    return Optional.ofNullable(sequencedAt);
  }

  /** Roughly the size of its data. */
  public int bytes() {
    return bytes;
  }
}

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

/**
 * A committed event that has no version yet: its row lives for milliseconds. Read-only: writers
 * come through triggers and {@code append}, and the sequencer takes it away.
 */
@Entity
@EntityListeners(OwnedByTheDatabase.class)
@Table(name = "pending_events")
public class PendingEvent {
  @Id
  @Column(name = "seq")
  private Long seq;

  @Convert(converter = TypeText.class)
  @Column(name = "tx", insertable = false, updatable = false)
  private String tx;

  @Column(name = "id", insertable = false, updatable = false)
  private String id;

  @Column(name = "aggregate_id", insertable = false, updatable = false)
  private String stream;

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

  @Column(name = "notify", insertable = false, updatable = false)
  private Boolean notifies;

  @Convert(converter = Moment.class)
  @Column(name = "created_at", insertable = false, updatable = false)
  private OffsetDateTime createdAt;

  /** For JPA alone. */
  protected PendingEvent() {}

  /** Order of the statements of one transaction; says nothing across transactions. */
  public long seq() {
    return seq;
  }

  public String tx() {
    return tx;
  }

  /** Empty for captured changes, which get it with their version. */
  public Optional<String> id() {
    return Optional.ofNullable(id);
  }

  public String stream() {
    return stream;
  }

  /** Empty for captured changes. */
  public OptionalLong streamVersion() {
    return streamVersion == null ? OptionalLong.empty() : OptionalLong.of(streamVersion);
  }

  public String type() {
    return type;
  }

  public Optional<String> room() {
    return Optional.ofNullable(room);
  }

  /** JSON text. */
  public Optional<String> data() {
    return Optional.ofNullable(data);
  }

  /** JSON text. */
  public Optional<String> metadata() {
    return Optional.ofNullable(metadata);
  }

  /** Whether programs that LISTEN in plain PostgreSQL are told too. */
  public boolean notifies() {
    return notifies;
  }

  public OffsetDateTime createdAt() {
    return createdAt;
  }
}

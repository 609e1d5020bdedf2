package dev.commitcast.domain.log;

import dev.commitcast.domain.text.JsonText;
import dev.commitcast.domain.text.Moment;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityListeners;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;
import java.util.Optional;

/** A pushed event that somebody must decide on, because another came between. Read-only. */
@Entity
@EntityListeners(OwnedByTheDatabase.class)
@Table(name = "sync_reviews")
public class SyncReview {
  @Id
  @Column(name = "id")
  private Long id;

  @Column(name = "event_id", insertable = false, updatable = false)
  private String eventId;

  @Column(name = "stream_id", insertable = false, updatable = false)
  private String streamId;

  @Column(name = "event_type", insertable = false, updatable = false)
  private String eventType;

  @Convert(converter = JsonText.class)
  @Column(name = "data", insertable = false, updatable = false)
  private String data;

  @Convert(converter = JsonText.class)
  @Column(name = "metadata", insertable = false, updatable = false)
  private String metadata;

  @Column(name = "base", insertable = false, updatable = false)
  private Long base;

  @Column(name = "winner_id", insertable = false, updatable = false)
  private String winnerId;

  @Column(name = "winner_version", insertable = false, updatable = false)
  private Long winnerVersion;

  @Convert(converter = Moment.class)
  @Column(name = "received_at", insertable = false, updatable = false)
  private OffsetDateTime receivedAt;

  @Column(name = "decision", insertable = false, updatable = false)
  private String decision;

  @Convert(converter = Moment.class)
  @Column(name = "decided_at", insertable = false, updatable = false)
  private OffsetDateTime decidedAt;

  @Column(name = "decided_by", insertable = false, updatable = false)
  private String decidedBy;

  @Column(name = "note", insertable = false, updatable = false)
  private String note;

  /** For JPA alone. */
  protected SyncReview() {}

  public long id() {
    return id;
  }

  public String eventId() {
    return eventId;
  }

  public String streamId() {
    return streamId;
  }

  public String eventType() {
    return eventType;
  }

  /** JSON text, as it was pushed. */
  public Optional<String> data() {
    return Optional.ofNullable(data);
  }

  /** JSON text, as it was pushed. */
  public Optional<String> metadata() {
    return Optional.ofNullable(metadata);
  }

  /** Up to which version of the log its author knew. */
  public long base() {
    return base;
  }

  /** The event that came between. */
  public String winnerId() {
    return winnerId;
  }

  /** Empty if that event was not sequenced yet. */
  public Optional<Long> winnerVersion() {
    return Optional.ofNullable(winnerVersion);
  }

  public OffsetDateTime receivedAt() {
    return receivedAt;
  }

  /** Empty while the review is open. */
  public Optional<String> decision() {
    return Optional.ofNullable(decision);
  }

  public Optional<OffsetDateTime> decidedAt() {
    return Optional.ofNullable(decidedAt);
  }

  public Optional<String> decidedBy() {
    return Optional.ofNullable(decidedBy);
  }

  public Optional<String> note() {
    return Optional.ofNullable(note);
  }
}

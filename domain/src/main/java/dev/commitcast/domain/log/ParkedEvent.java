package dev.commitcast.domain.log;

import dev.commitcast.domain.text.Moment;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityListeners;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * An event that a handler could not take. Read-only: whoever holds the lease of the subscription
 * parks and frees it.
 */
@Entity
@EntityListeners(OwnedByTheDatabase.class)
@Table(name = "parked_events")
public class ParkedEvent {
  @EmbeddedId private ParkedEventKey key;

  @Column(name = "epoch", insertable = false, updatable = false)
  private Integer epoch;

  @Column(name = "error", insertable = false, updatable = false)
  private String error;

  @Column(name = "attempts", insertable = false, updatable = false)
  private Integer attempts;

  @Convert(converter = Moment.class)
  @Column(name = "parked_at", insertable = false, updatable = false)
  private OffsetDateTime parkedAt;

  @Convert(converter = Moment.class)
  @Column(name = "replay_at", insertable = false, updatable = false)
  private OffsetDateTime replayAt;

  /** For JPA alone. */
  protected ParkedEvent() {}

  public ParkedEventKey key() {
    return key;
  }

  public int epoch() {
    return epoch;
  }

  public String error() {
    return error;
  }

  public int attempts() {
    return attempts;
  }

  public OffsetDateTime parkedAt() {
    return parkedAt;
  }

  /** When somebody asked for another try that has not been made yet. */
  public Optional<OffsetDateTime> replayAt() {
    return Optional.ofNullable(replayAt);
  }
}

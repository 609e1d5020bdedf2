package dev.commitcast.domain.log;

import dev.commitcast.domain.text.JsonText;
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
 * A subscription whose progress the database keeps. Read-only: progress is moved by whoever holds
 * the lease.
 */
@Entity
@EntityListeners(OwnedByTheDatabase.class)
@Table(name = "subscriptions")
public class NamedSubscription {
  @EmbeddedId private SubscriptionKey key;

  @Convert(converter = JsonText.class)
  @Column(name = "filter", insertable = false, updatable = false)
  private String filter;

  @Column(name = "partitions", insertable = false, updatable = false)
  private Integer partitions;

  @Column(name = "start_from", insertable = false, updatable = false)
  private String startFrom;

  @Convert(converter = JsonText.class)
  @Column(name = "settings", insertable = false, updatable = false)
  private String settings;

  @Column(name = "epoch", insertable = false, updatable = false)
  private Integer epoch;

  @Column(name = "checkpoint", insertable = false, updatable = false)
  private Long checkpoint;

  @Column(name = "generation", insertable = false, updatable = false)
  private Long generation;

  @Column(name = "fence", insertable = false, updatable = false)
  private Long fence;

  @Column(name = "attempts_of", insertable = false, updatable = false)
  private Long attemptsOf;

  @Column(name = "attempts", insertable = false, updatable = false)
  private Integer attempts;

  @Convert(converter = Moment.class)
  @Column(name = "retry_at", insertable = false, updatable = false)
  private OffsetDateTime retryAt;

  @Column(name = "last_error", insertable = false, updatable = false)
  private String lastError;

  @Column(name = "redeliveries", insertable = false, updatable = false)
  private Long redeliveries;

  @Convert(converter = Moment.class)
  @Column(name = "stopped_at", insertable = false, updatable = false)
  private OffsetDateTime stoppedAt;

  @Column(name = "stop_reason", insertable = false, updatable = false)
  private String stopReason;

  @Column(name = "lease_owner", insertable = false, updatable = false)
  private String leaseOwner;

  @Convert(converter = Moment.class)
  @Column(name = "lease_until", insertable = false, updatable = false)
  private OffsetDateTime leaseUntil;

  @Convert(converter = Moment.class)
  @Column(name = "paused_at", insertable = false, updatable = false)
  private OffsetDateTime pausedAt;

  @Convert(converter = Moment.class)
  @Column(name = "created_at", insertable = false, updatable = false)
  private OffsetDateTime createdAt;

  @Convert(converter = Moment.class)
  @Column(name = "updated_at", insertable = false, updatable = false)
  private OffsetDateTime updatedAt;

  /** For JPA alone. */
  protected NamedSubscription() {}

  public SubscriptionKey key() {
    return key;
  }

  /** JSON text. */
  public String filter() {
    return filter;
  }

  /** How many partitions the subscription has. */
  public int partitions() {
    return partitions;
  }

  /** What was asked for at creation: {@code beginning}, {@code now} or a cursor. */
  public String startFrom() {
    return startFrom;
  }

  /** JSON text. */
  public String settings() {
    return settings;
  }

  /** The epoch to which the checkpoint belongs. */
  public int epoch() {
    return epoch;
  }

  /** Tells one creation from the next of the same name. */
  public long generation() {
    return generation;
  }

  /** The fencing number of the latest lease. */
  public long fence() {
    return fence;
  }

  /** The version of the event that has failed last, 0 if none has. */
  public long attemptsOf() {
    return attemptsOf;
  }

  /** How often that event has failed. */
  public int attempts() {
    return attempts;
  }

  public Optional<OffsetDateTime> retryAt() {
    return Optional.ofNullable(retryAt);
  }

  public Optional<String> lastError() {
    return Optional.ofNullable(lastError);
  }

  /** How often a delivery of this partition was sent back to be tried again. */
  public long redeliveries() {
    return redeliveries;
  }

  public Optional<OffsetDateTime> stoppedAt() {
    return Optional.ofNullable(stoppedAt);
  }

  public Optional<String> stopReason() {
    return Optional.ofNullable(stopReason);
  }

  /** The last version that was handled. */
  public long checkpoint() {
    return checkpoint;
  }

  public Optional<String> leaseOwner() {
    return Optional.ofNullable(leaseOwner);
  }

  public Optional<OffsetDateTime> leaseUntil() {
    return Optional.ofNullable(leaseUntil);
  }

  public Optional<OffsetDateTime> pausedAt() {
    return Optional.ofNullable(pausedAt);
  }

  public OffsetDateTime createdAt() {
    return createdAt;
  }

  public OffsetDateTime updatedAt() {
    return updatedAt;
  }
}

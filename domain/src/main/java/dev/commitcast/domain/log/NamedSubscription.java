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

  @Column(name = "checkpoint", insertable = false, updatable = false)
  private Long checkpoint;

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

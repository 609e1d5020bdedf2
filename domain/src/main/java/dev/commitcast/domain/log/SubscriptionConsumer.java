package dev.commitcast.domain.log;

import dev.commitcast.domain.text.Moment;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityListeners;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;

/**
 * One who takes part in a persistent subscription, as it has last said itself. Read-only: a
 * consumer registers itself and is forgotten when it falls silent.
 */
@Entity
@EntityListeners(OwnedByTheDatabase.class)
@Table(name = "subscription_consumers")
public class SubscriptionConsumer {
  @EmbeddedId private SubscriptionConsumerKey key;

  @Column(name = "node", insertable = false, updatable = false)
  private String node;

  @Convert(converter = Moment.class)
  @Column(name = "seen_until", insertable = false, updatable = false)
  private OffsetDateTime seenUntil;

  @Convert(converter = Moment.class)
  @Column(name = "registered_at", insertable = false, updatable = false)
  private OffsetDateTime registeredAt;

  /** For JPA alone. */
  protected SubscriptionConsumer() {}

  public SubscriptionConsumerKey key() {
    return key;
  }

  public String node() {
    return node;
  }

  /** Until when it counts as alive. */
  public OffsetDateTime seenUntil() {
    return seenUntil;
  }

  public OffsetDateTime registeredAt() {
    return registeredAt;
  }
}

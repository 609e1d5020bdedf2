package dev.commitcast.domain.log;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.io.Serializable;
import java.util.Objects;

/** Which consumer of which subscription. Immutable in effect. */
@Embeddable
public class SubscriptionConsumerKey implements Serializable {
  private static final long serialVersionUID = 1L;

  @Column(name = "subscription")
  private String subscription;

  @Column(name = "consumer")
  private String consumer;

  /** For JPA alone. */
  protected SubscriptionConsumerKey() {}

  public SubscriptionConsumerKey(String subscription, String consumer) {
    this.subscription = subscription;
    this.consumer = consumer;
  }

  public String subscription() {
    return subscription;
  }

  public String consumer() {
    return consumer;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SubscriptionConsumerKey that
        && Objects.equals(subscription, that.subscription)
        && Objects.equals(consumer, that.consumer);
  }

  @Override
  public int hashCode() {
    return Objects.hash(subscription, consumer);
  }

  @Override
  public String toString() {
    return subscription + "/" + consumer;
  }
}

package dev.commitcast.domain.log;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.io.Serializable;
import java.util.Objects;

/** Which event in which partition of which subscription. Immutable in effect. */
@Embeddable
public class ParkedEventKey implements Serializable {
  private static final long serialVersionUID = 1L;

  @Column(name = "subscription")
  private String subscription;

  @Column(name = "partition")
  private Integer partition;

  @Column(name = "version")
  private Long version;

  /** For JPA alone. */
  protected ParkedEventKey() {}

  public ParkedEventKey(String subscription, int partition, long version) {
    this.subscription = subscription;
    this.partition = partition;
    this.version = version;
  }

  public String subscription() {
    return subscription;
  }

  public int partition() {
    return partition;
  }

  public long version() {
    return version;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ParkedEventKey that
        && Objects.equals(subscription, that.subscription)
        && Objects.equals(partition, that.partition)
        && Objects.equals(version, that.version);
  }

  @Override
  public int hashCode() {
    return Objects.hash(subscription, partition, version);
  }

  @Override
  public String toString() {
    return subscription + "/" + partition + "/" + version;
  }
}

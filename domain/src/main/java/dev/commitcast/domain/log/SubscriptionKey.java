package dev.commitcast.domain.log;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.io.Serializable;
import java.util.Objects;

/** Which partition of which subscription. Immutable in effect. */
@Embeddable
public class SubscriptionKey implements Serializable {
  private static final long serialVersionUID = 1L;

  @Column(name = "name")
  private String name;

  @Column(name = "partition")
  private Integer partition;

  /** For JPA alone. */
  protected SubscriptionKey() {}

  public SubscriptionKey(String name, int partition) {
    this.name = name;
    this.partition = partition;
  }

  public String name() {
    return name;
  }

  public int partition() {
    return partition;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SubscriptionKey that
        && Objects.equals(name, that.name)
        && Objects.equals(partition, that.partition);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, partition);
  }

  @Override
  public String toString() {
    return name + "/" + partition;
  }
}

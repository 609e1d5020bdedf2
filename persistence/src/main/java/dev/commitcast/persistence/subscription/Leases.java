package dev.commitcast.persistence.subscription;

import dev.commitcast.domain.subscription.PartitionLease;
import dev.commitcast.domain.subscription.SubscriptionName;
import dev.commitcast.persistence.config.SchemaNames;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;

/** Who holds which partition, by the server's clock. Thread-safe. */
public final class Leases {
  /**
   * Where a consumer stands among those that are there. Immutable.
   *
   * @param rank how many of them come before it, from 0
   * @param consumers how many there are, with this one; 1 or more
   */
  public record Place(int rank, int consumers) {}

  private final Query heartbeat;
  private final Query leave;
  private final Query acquire;
  private final Query renew;
  private final Query release;

  public Leases(DataSource source, SchemaNames schemas) {
    this.heartbeat = new Query(source, schemas, "heartbeat");
    this.leave = new Query(source, schemas, "leave");
    this.acquire = new Query(source, schemas, "acquire");
    this.renew = new Query(source, schemas, "renew");
    this.release = new Query(source, schemas, "release");
  }

  /** Says that a consumer is there for so long; answers its place among all that are. */
  public Place heartbeat(
      SubscriptionName subscription, String consumer, String node, Duration length) {
    String name = subscription.value();
    return heartbeat
        .list(
            row -> new Place(row.getInt("rank"), row.getInt("consumers")),
            name,
            consumer,
            node,
            length.toMillis(),
            name,
            consumer,
            name,
            consumer)
        .get(0);
  }

  /** A consumer goes; whatever it holds is free at once. */
  public void leave(SubscriptionName subscription, String consumer) {
    String name = subscription.value();
    leave.update(name, consumer, name, consumer);
  }

  /**
   * Takes up to so many partitions that nobody holds.
   *
   * @param generation of the subscription, as its consumer knows it; nothing of another is taken
   */
  public List<PartitionLease> acquire(
      SubscriptionName subscription, long generation, int most, String consumer, Duration length) {
    return acquire.list(
        row -> lease(subscription, row),
        subscription.value(),
        generation,
        most,
        consumer,
        length.toMillis());
  }

  /**
   * Prolongs some leases of a consumer and no others; one that is not among the answered ones is
   * lost.
   */
  public List<PartitionLease> renew(
      SubscriptionName subscription,
      String consumer,
      Collection<PartitionLease> leases,
      Duration length) {
    return renew.list(
        row -> lease(subscription, row),
        subscription.value(),
        consumer,
        leases.stream().map(PartitionLease::partition).toArray(Integer[]::new),
        leases.stream().map(PartitionLease::fence).toArray(Long[]::new),
        length.toMillis());
  }

  /** Gives one back; does nothing if it is lost. */
  public void release(PartitionLease lease) {
    release.update(lease.subscription().value(), lease.partition(), lease.fence());
  }

  private static PartitionLease lease(SubscriptionName subscription, ResultSet row)
      throws SQLException {
    return new PartitionLease(subscription, row.getInt("partition"), row.getLong("fence"));
  }
}

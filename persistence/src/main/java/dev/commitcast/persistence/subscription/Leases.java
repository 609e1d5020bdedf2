package dev.commitcast.persistence.subscription;

import dev.commitcast.domain.subscription.PartitionLease;
import dev.commitcast.domain.subscription.SubscriptionName;
import dev.commitcast.persistence.config.SchemaNames;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/** Who holds which partition, by the server's clock. Thread-safe. */
public final class Leases {
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

  /** Says that a consumer is there for so long; answers how many are, with this one. */
  public int heartbeat(
      SubscriptionName subscription, String consumer, String node, Duration length) {
    String name = subscription.value();
    return heartbeat
        .list(
            row -> row.getInt("consumers"),
            name,
            consumer,
            node,
            length.toMillis(),
            name,
            name,
            consumer)
        .get(0);
  }

  /** A consumer goes; whatever it holds is free at once. */
  public void leave(SubscriptionName subscription, String consumer) {
    String name = subscription.value();
    leave.update(name, consumer, name, consumer);
  }

  /** Takes up to so many partitions that nobody holds. */
  public List<PartitionLease> acquire(
      SubscriptionName subscription, int most, String consumer, Duration length) {
    return acquire.list(
        row -> lease(subscription, row), subscription.value(), most, consumer, length.toMillis());
  }

  /** Prolongs what a consumer holds; a lease that is not among the answered ones is lost. */
  public List<PartitionLease> renew(
      SubscriptionName subscription, String consumer, Duration length) {
    return renew.list(
        row -> lease(subscription, row), subscription.value(), consumer, length.toMillis());
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

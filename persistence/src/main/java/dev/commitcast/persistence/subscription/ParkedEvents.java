package dev.commitcast.persistence.subscription;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.subscription.PartitionLease;
import dev.commitcast.domain.subscription.SubscriptionName;
import dev.commitcast.persistence.config.SchemaNames;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Events that handlers could not take. Thread-safe. */
public final class ParkedEvents {
  /**
   * One of them. Immutable.
   *
   * @param id of the event, with stream and type empty if the log does not hold it any more
   * @param toReplay whether another try was asked for and not made yet
   */
  public record Parked(
      int partition,
      Cursor cursor,
      Optional<String> id,
      Optional<String> stream,
      Optional<String> type,
      String error,
      int attempts,
      Instant parkedAt,
      boolean toReplay) {}

  /** One that waits for another try. */
  public record Waiting(Cursor cursor, int attempts) {}

  private final Query parked;
  private final Query counts;
  private final Query replay;
  private final Query toReplay;

  public ParkedEvents(DataSource source, SchemaNames schemas) {
    this.parked = new Query(source, schemas, "parked");
    this.counts = new Query(source, schemas, "parked_counts");
    this.replay = new Query(source, schemas, "replay_parked");
    this.toReplay = new Query(source, schemas, "to_replay");
  }

  /** Some of them by version, those after one. */
  public List<Parked> list(SubscriptionName subscription, long after, int most) {
    return parked.list(
        row ->
            new Parked(
                row.getInt("partition"),
                new Cursor(row.getInt("epoch"), row.getLong("version")),
                Optional.ofNullable(row.getString("id")),
                Optional.ofNullable(row.getString("aggregate_id")),
                Optional.ofNullable(row.getString("event_type")),
                row.getString("error"),
                row.getInt("attempts"),
                row.getObject("parked_at", OffsetDateTime.class).toInstant(),
                row.getBoolean("to_replay")),
        subscription.value(),
        after,
        most);
  }

  /** How many there are of each partition that has any. */
  public Map<Integer, Long> counts(SubscriptionName subscription) {
    return counts
        .list(
            row -> Map.entry(row.getInt("partition"), row.getLong("parked")), subscription.value())
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** Asks for another try of all; answers of how many. */
  public int replayAll(SubscriptionName subscription) {
    return replay.update(subscription.value(), null, null);
  }

  /** Asks for another try of one; answers whether it was there. */
  public boolean replay(SubscriptionName subscription, long version) {
    return replay.update(subscription.value(), version, version) > 0;
  }

  /** What the holder of a partition is asked to try again, by version. */
  public List<Waiting> waiting(PartitionLease lease, int most) {
    return toReplay.list(
        row ->
            new Waiting(
                new Cursor(row.getInt("epoch"), row.getLong("version")), row.getInt("attempts")),
        lease.subscription().value(),
        lease.partition(),
        most);
  }
}

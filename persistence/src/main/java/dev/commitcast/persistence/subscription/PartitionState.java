package dev.commitcast.persistence.subscription;

import dev.commitcast.domain.event.Cursor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * One partition as its row showed it. Immutable.
 *
 * @param partition from 0
 * @param partitions how many the subscription has
 * @param owner the consumer that holds the lease, or held it last; empty when it was given back
 * @param leased whether the lease stands, by the server's clock
 * @param leaseUntil when it ends, by that clock
 * @param generation which creation of a subscription of this name it belongs to
 * @param fence of the latest lease, 0 if there was none
 * @param checkpoint everything up to here is handled, parked or skipped
 * @param attemptsOf the version of the event that failed last, 0 if none did
 * @param attempts how often it has failed
 * @param lastError why it failed last
 * @param redeliveries how often a delivery was sent back
 * @param retryIn how long the next event must still wait
 * @param pausedAt when an operator paused it
 * @param stoppedAt when it stopped
 * @param stopReason why it stopped
 * @param toReplay whether parked events of it wait for another try
 */
public record PartitionState(
    int partition,
    int partitions,
    Optional<String> owner,
    boolean leased,
    Optional<Instant> leaseUntil,
    long generation,
    long fence,
    Cursor checkpoint,
    long attemptsOf,
    int attempts,
    Optional<String> lastError,
    long redeliveries,
    Duration retryIn,
    Optional<Instant> pausedAt,
    Optional<Instant> stoppedAt,
    Optional<String> stopReason,
    boolean toReplay) {

  /** Whether nobody may handle anything now. */
  public boolean isHalted() {
    return pausedAt.isPresent() || stoppedAt.isPresent();
  }

  /** How often an event has failed before. */
  public int attemptsAt(long version) {
    return version == attemptsOf ? attempts : 0;
  }

  static PartitionState of(ResultSet row) throws SQLException {
    return new PartitionState(
        row.getInt("partition"),
        row.getInt("partitions"),
        Optional.ofNullable(row.getString("lease_owner")),
        row.getBoolean("leased"),
        moment(row, "lease_until"),
        row.getLong("generation"),
        row.getLong("fence"),
        new Cursor(row.getInt("epoch"), row.getLong("checkpoint")),
        row.getLong("attempts_of"),
        row.getInt("attempts"),
        Optional.ofNullable(row.getString("last_error")),
        row.getLong("redeliveries"),
        Duration.ofMillis(row.getLong("retry_in")),
        moment(row, "paused_at"),
        moment(row, "stopped_at"),
        Optional.ofNullable(row.getString("stop_reason")),
        row.getBoolean("to_replay"));
  }

  private static Optional<Instant> moment(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}

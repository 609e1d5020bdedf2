package dev.commitcast.persistence.subscription;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.subscription.LeaseLostException;
import dev.commitcast.domain.subscription.PartitionLease;
import dev.commitcast.persistence.config.SchemaNames;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/**
 * What the holder of a lease writes. Every method throws {@link LeaseLostException}, and has
 * changed nothing, if the lease is not the partition's latest. Thread-safe.
 */
public final class Progress {
  private final Query advance;
  private final Query advanceExactly;
  private final Query retry;
  private final Query sendBack;
  private final Query park;
  private final Query parkAgain;
  private final Query unpark;
  private final Query stop;

  public Progress(DataSource source, SchemaNames schemas) {
    this.advance = new Query(source, schemas, "advance");
    this.advanceExactly = new Query(source, schemas, "advance_exactly");
    this.retry = new Query(source, schemas, "retry");
    this.sendBack = new Query(source, schemas, "send_back");
    this.park = new Query(source, schemas, "park");
    this.parkAgain = new Query(source, schemas, "park_again");
    this.unpark = new Query(source, schemas, "unpark");
    this.stop = new Query(source, schemas, "stop");
  }

  /** Moves the checkpoint to a version of the log that is there, never back. */
  public void advance(PartitionLease lease, Cursor to) {
    held(
        lease,
        advance.list(
            row -> row.getLong(1),
            to.epoch(),
            to.version(),
            lease.subscription().value(),
            lease.partition(),
            lease.fence()));
  }

  /**
   * The same within the caller's transaction, from one place to another.
   *
   * @param patience how long the caller may leave the transaction idle before it commits
   * @throws LeaseLostException also if the checkpoint is elsewhere: an earlier transaction whose
   *     commit was not answered may have been committed; read it anew
   */
  public void advance(
      Connection connection, PartitionLease lease, long from, Cursor to, Duration patience)
      throws SQLException {
    held(
        lease,
        advanceExactly.list(
            connection,
            row -> row.getLong(1),
            to.epoch(),
            to.version(),
            lease.subscription().value(),
            lease.partition(),
            lease.fence(),
            from,
            Long.toString(patience.toMillis())));
  }

  /** Notes a failure of an event behind the checkpoint; answers how many of it there were. */
  public int retry(PartitionLease lease, long version, Duration after, String error) {
    return failed(retry, lease, version, after, error);
  }

  /**
   * The same for one who streams deliveries. The lease goes on with the next fencing number, so
   * that no answer to a later delivery can pass over this event.
   */
  public int sendBack(PartitionLease lease, long version, Duration after, String error) {
    return failed(sendBack, lease, version, after, error);
  }

  private static int failed(
      Query query, PartitionLease lease, long version, Duration after, String error) {
    return held(
        lease,
        query.list(
            row -> row.getInt(1),
            after.toMillis(),
            error,
            version,
            lease.subscription().value(),
            lease.partition(),
            lease.fence()));
  }

  /**
   * Puts an event aside and moves the checkpoint past it.
   *
   * @throws LeaseLostException also if the checkpoint has passed it already; read it anew
   */
  public void park(PartitionLease lease, Cursor event, String error, int attempts) {
    held(
        lease,
        park.list(
            row -> row.getLong(1),
            event.epoch(),
            event.version(),
            lease.subscription().value(),
            lease.partition(),
            lease.fence(),
            error,
            Math.max(1, attempts)));
  }

  /** A replayed event has failed again. */
  public void parkAgain(PartitionLease lease, long version, String error) {
    held(
        lease,
        parkAgain.list(
            row -> row.getLong(1),
            lease.subscription().value(),
            lease.partition(),
            lease.fence(),
            error,
            lease.subscription().value(),
            lease.partition(),
            version));
  }

  /** A replayed event has been handled. */
  public void unpark(PartitionLease lease, long version) {
    // alone in its transaction, which ends with it
    held(lease, unpark.list(row -> row.getLong(1), unparked(lease, version, Duration.ZERO)));
  }

  /**
   * The same within the caller's transaction.
   *
   * @param patience how long the caller may leave the transaction idle before it commits
   */
  public void unpark(Connection connection, PartitionLease lease, long version, Duration patience)
      throws SQLException {
    held(lease, unpark.list(connection, row -> row.getLong(1), unparked(lease, version, patience)));
  }

  private static Object[] unparked(PartitionLease lease, long version, Duration patience) {
    String name = lease.subscription().value();
    return new Object[] {
      name,
      lease.partition(),
      lease.fence(),
      name,
      lease.partition(),
      version,
      Long.toString(patience.toMillis())
    };
  }

  /** Stops the whole subscription, visibly. */
  public void stop(PartitionLease lease, String reason) {
    held(
        lease,
        stop.list(
            row -> row.getInt(1),
            lease.subscription().value(),
            lease.partition(),
            lease.fence(),
            reason));
  }

  private static <T> T held(PartitionLease lease, List<T> rows) {
    if (rows.isEmpty()) {
      throw new LeaseLostException(lease);
    }
    return rows.get(0);
  }
}

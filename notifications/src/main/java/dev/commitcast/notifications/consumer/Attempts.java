package dev.commitcast.notifications.consumer;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.subscription.PartitionLease;
import dev.commitcast.domain.subscription.Verdict;
import java.util.List;

/** How one kind of handler is called, and its effect joined with progress. Thread-safe. */
interface Attempts {
  /** How many events may be handled at once. */
  int most();

  /**
   * Handles some events of a partition, in order.
   *
   * @param from the checkpoint that the database has
   * @param to the place that is reached if all succeed
   * @return what is to be done with the first of them that is not done; ACK when all are
   * @throws Exception nothing was done, or nobody knows whether all was
   */
  Verdict handle(PartitionLease lease, List<Delivery> events, Cursor from, Cursor to)
      throws Exception;

  /** Whether success has moved the checkpoint too. */
  boolean movesCheckpoint();

  /** Handles a parked event; with ACK it is not parked any more. */
  Verdict replay(PartitionLease lease, Delivery event) throws Exception;
}

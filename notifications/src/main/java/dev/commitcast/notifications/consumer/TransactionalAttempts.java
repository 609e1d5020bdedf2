package dev.commitcast.notifications.consumer;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.subscription.PartitionLease;
import dev.commitcast.domain.subscription.Verdict;
import dev.commitcast.persistence.subscription.Progress;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;

/** Several events in one transaction, which moves the checkpoint last. */
record TransactionalAttempts(
    TransactionalHandler handler,
    HandlerTransactions transactions,
    Progress progress,
    int most,
    Duration patience,
    HandlerTraces traces)
    implements Attempts {

  @Override
  public Verdict handle(PartitionLease lease, List<Delivery> events, Cursor from, Cursor to)
      throws Exception {
    transactions.run(
        connection -> {
          for (Delivery each : events) {
            traced(lease, each, connection);
          }
          // last: from here on the partition's row is locked
          progress.advance(connection, lease, from.version(), to, patience);
        });
    return Verdict.ack();
  }

  private void traced(PartitionLease lease, Delivery event, Connection connection)
      throws Exception {
    traces.around(
        lease.subscription().value(),
        event,
        () -> {
          handler.handle(event, connection);
          return null;
        });
  }

  @Override
  public boolean movesCheckpoint() {
    return true;
  }

  @Override
  public Verdict replay(PartitionLease lease, Delivery event) throws Exception {
    transactions.run(
        connection -> {
          traced(lease, event, connection);
          progress.unpark(connection, lease, event.event().version(), patience);
        });
    return Verdict.ack();
  }
}

package dev.commitcast.notifications.consumer;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.subscription.PartitionLease;
import dev.commitcast.domain.subscription.Verdict;
import dev.commitcast.persistence.subscription.Progress;
import java.util.List;
import java.util.Objects;

/** One event at a time; the checkpoint follows later. */
record AcknowledgedAttempts(AcknowledgingHandler handler, Progress progress, HandlerTraces traces)
    implements Attempts {
  @Override
  public int most() {
    return 1;
  }

  @Override
  public Verdict handle(PartitionLease lease, List<Delivery> events, Cursor from, Cursor to)
      throws Exception {
    return Objects.requireNonNull(
        traces.around(
            lease.subscription().value(), events.get(0), () -> handler.handle(events.get(0))),
        "A handler answers what is to be done, not null.");
  }

  @Override
  public boolean movesCheckpoint() {
    return false;
  }

  @Override
  public Verdict replay(PartitionLease lease, Delivery event) throws Exception {
    Verdict verdict = handle(lease, List.of(event), null, null);
    if (verdict.action() == Verdict.Action.ACK || verdict.action() == Verdict.Action.SKIP) {
      progress.unpark(lease, event.event().version());
      return Verdict.ack();
    }
    return verdict;
  }
}

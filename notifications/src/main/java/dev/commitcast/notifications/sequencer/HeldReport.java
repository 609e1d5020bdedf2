package dev.commitcast.notifications.sequencer;

import dev.commitcast.notifications.metrics.SequencerMetrics;
import dev.commitcast.persistence.journal.Journal;
import dev.commitcast.persistence.log.Drain;
import dev.commitcast.persistence.log.DrainResult;
import dev.commitcast.persistence.log.Waiting;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Says which events are held back, and why, without what is in them: in the log, in health and as a
 * number. Log lines are bounded: where everything is refused, one event is as good as all. Owned by
 * one thread.
 */
final class HeldReport {
  private static final int LINES = 20;
  private static final Duration PER = Duration.ofMinutes(1);

  private final Drain drain;
  private final SequencerMetrics metrics;
  private final SequencerStatus status;
  private final Journal journal;
  private final LongSupplier nanoTime;

  private String reason = "";
  private int lines;
  private long unsaid;
  private long minuteBegan;

  HeldReport(
      Drain drain,
      SequencerMetrics metrics,
      SequencerStatus status,
      Journal journal,
      LongSupplier nanoTime) {
    this.drain = drain;
    this.metrics = metrics;
    this.status = status;
    this.journal = journal;
    this.nanoTime = nanoTime;
    this.minuteBegan = nanoTime.getAsLong();
    status.held(0, "");
  }

  /** A transaction was found that cannot be moved, and the place of the event to blame in it. */
  void refused(Waiting.Transaction transaction, long row, SQLException e) throws SQLException {
    metrics.drainFailed();
    Map<String, Object> event = drain.waitingRow(transaction.id(), row);
    reason =
        "event %s of stream %s is refused: %s"
            .formatted(
                event.getOrDefault("seq", "?"),
                event.getOrDefault("stream", "?"),
                Blame.sentence(e));
    if (!mayWrite()) {
      unsaid++;
      return;
    }
    Map<String, Object> data = new HashMap<>(event);
    data.put("tx", Long.toString(transaction.id()));
    data.put("events", transaction.rows());
    data.put("error", Blame.sentence(e));
    data.put("heldUnsaid", unsaid);
    data.put(
        "next",
        "Remove the cause, or the row of pending_events with this seq; it is tried again by itself."
            + " What comes later in its streams waits with it, everything else goes on.");
    unsaid = 0;
    journal.error("event_held", data);
  }

  void released(long transaction) {
    if (mayWrite()) {
      journal.info("event_released", Map.of("tx", Long.toString(transaction)));
    }
  }

  void holds(HeldTransactions held) {
    status.held(
        held.rows(),
        held.isEmpty()
            ? ""
            : "%d events of %d transactions are held back, %d refused; the last: %s"
                .formatted(held.rows(), held.transactions(), held.refusals(), reason));
  }

  void moved(DrainResult result) {
    if (result.moved() > 0) {
      metrics.moved(result.moved());
      status.moved(result.moved(), result.head());
    }
  }

  /** Another of many statements of one round begins. */
  void alive() {
    status.heart().beat();
  }

  private boolean mayWrite() {
    long now = nanoTime.getAsLong();
    if (now - minuteBegan > PER.toNanos()) {
      minuteBegan = now;
      lines = 0;
    }
    return lines++ < LINES;
  }
}

package dev.commitcast.notifications.sequencer;

import dev.commitcast.notifications.loop.BackOff;
import dev.commitcast.notifications.loop.LostConnection;
import dev.commitcast.notifications.metrics.SequencerMetrics;
import dev.commitcast.persistence.error.DatabaseErrors;
import dev.commitcast.persistence.journal.Journal;
import dev.commitcast.persistence.log.Drain;
import dev.commitcast.persistence.log.DrainRequest;
import dev.commitcast.persistence.log.DrainResult;
import dev.commitcast.persistence.log.EventIdPrefix;
import dev.commitcast.persistence.log.ScanWindow;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Drains with the right window and batch size, and knows what to do when a drain fails. Only a lost
 * connection leaves it as an exception. Owned by one thread.
 */
final class Drainer {
  private static final String QUEUE_FULL = "54000";
  private static final String CANCELED = "57014";

  /** What an accident cannot explain: a batch is refused so often in a row. */
  private static final int REFUSALS = 2;

  private static final Duration QUIET = Duration.ofSeconds(10);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  /** A queue that is no fuller than this has been emptied, and is not about to be full again. */
  private static final double ROOM = 0.5;

  private static final Duration REPEAT_LOG = Duration.ofSeconds(60);

  private final Drain drain;
  private final ScanWindow window;
  private final BatchSize batch;
  private final long batchBytes;
  private final EventIdPrefix ids;
  private final CarefulDrain careful;
  private final TimeLimit limit;
  private final BackOff backOff;
  private final LongSupplier nanoTime;
  private final SequencerMetrics metrics;
  private final SequencerStatus status;
  private final Journal journal;

  private int refusals;
  private int strikes;
  private Long quietUntil;
  private long lookAt;
  private Long lastLogged;
  private Duration pause = Duration.ZERO;

  Drainer(
      Drain drain,
      ScanWindow window,
      BatchSize batch,
      long batchBytes,
      EventIdPrefix ids,
      CarefulDrain careful,
      TimeLimit limit,
      BackOff backOff,
      LongSupplier nanoTime,
      SequencerMetrics metrics,
      SequencerStatus status,
      Journal journal) {
    this.drain = drain;
    this.window = window;
    this.batch = batch;
    this.batchBytes = batchBytes;
    this.ids = ids;
    this.careful = careful;
    this.limit = limit;
    this.backOff = backOff;
    this.nanoTime = nanoTime;
    this.metrics = metrics;
    this.status = status;
    this.journal = journal;
  }

  /** Looks whether anything waits, and moves a batch if so; empty if that failed. */
  Optional<DrainResult> poll() throws SQLException {
    return attempt(false);
  }

  /** Moves a batch without looking first, for when something is known to wait. */
  Optional<DrainResult> move() throws SQLException {
    return attempt(true);
  }

  /** How long to wait after a failure. */
  Duration pause() {
    return pause;
  }

  private Optional<DrainResult> attempt(boolean certain) throws SQLException {
    long began = nanoTime.getAsLong();
    try {
      status.heart().beat();
      DrainRequest request =
          new DrainRequest(window.current(), batch.rows(), batchBytes, ids.next(), notifies());
      DrainResult result = drained(request, certain);
      Duration took = Duration.ofNanos(nanoTime.getAsLong() - began);
      limit.sufficed(took);
      if (result.moved() > 0) {
        metrics.drained(took);
      }
      succeeded(result);
      return Optional.of(result);
    } catch (SQLException e) {
      // whether it was committed is not known
      window.open();
      if (LostConnection.isMeantBy(e)) {
        throw new LostConnection(e);
      }
      failed(e);
      return Optional.empty();
    }
  }

  private DrainResult drained(DrainRequest request, boolean certain) throws SQLException {
    if (careful.isActive()) {
      return careful.round(request, certain);
    }
    Optional<DrainResult> nothing = certain ? Optional.empty() : drain.peek(request.window());
    if (nothing.isPresent()) {
      return nothing.get();
    }
    // each of the two statements has the time that the watchdog allows
    status.heart().beat();
    return drain.move(request);
  }

  private void succeeded(DrainResult result) {
    window.after(result);
    batch.succeeded(result.cutShort());
    refusals = 0;
    strikes = 0;
    lastLogged = null;
    status.untroubled();
    if (result.moved() > 0) {
      metrics.moved(result.moved());
      status.moved(result.moved(), result.head());
    }
  }

  private boolean notifies() throws SQLException {
    if (quietUntil == null) {
      return true;
    }
    long now = nanoTime.getAsLong();
    boolean longEnough = now - quietUntil >= 0;
    if (!longEnough && now - lookAt < 0) {
      return false;
    }
    lookAt = now + LOOK_AGAIN.toNanos();
    // to be asked in any case: while the queue is full, nothing else makes the server clear it of
    // what has been read
    boolean hasRoom = drain.notificationQueueUsage() < ROOM;
    if (hasRoom || longEnough) {
      quietUntil = null;
      journal.info("notifications_resumed", Map.of());
    }
    return quietUntil == null;
  }

  private void failed(SQLException e) throws SQLException {
    metrics.drainFailed();
    pause = Duration.ofMillis(1);
    if (QUEUE_FULL.equals(e.getSQLState()) && quietUntil == null) {
      lookAt = nanoTime.getAsLong() + LOOK_AGAIN.toNanos();
      quietUntil = nanoTime.getAsLong() + QUIET.toNanos();
      metrics.queueFull();
      journal.warn(
          "notification_queue_full",
          Map.of(
              "error",
              e.getMessage(),
              "effect",
              "Events go on without notifications until there is room, or for "
                  + QUIET.toSeconds()
                  + " s.",
              "next",
              "Find the session that listens and does not read: pg_stat_activity, ClientWrite."));
    } else if (CANCELED.equals(e.getSQLState())) {
      batch.tooSlow();
      limit.tooShort();
      report(e, Map.of("batchRows", batch.rows()));
    } else if (Blame.isOnAnEvent(e) && ++refusals >= REFUSALS) {
      // the batch keeps its size: a smaller one would tear transactions apart
      refusals = 0;
      careful.begin();
    } else {
      if (!Blame.isOnAnEvent(e)) {
        strikes++;
      }
      // no batch of another size would do better: the cause is the server's
      pause = backOff.before(Math.max(1, strikes));
      report(e, Map.of("batchRows", batch.rows()));
    }
  }

  /** The first time, and then once a minute. */
  private void report(SQLException e, Map<String, Object> details) {
    // the server's further lines may quote the row, and this is for everybody's eyes
    String reason = DatabaseErrors.explain(e);
    status.trouble("Events wait, because a batch is refused: " + reason);
    long now = nanoTime.getAsLong();
    if (lastLogged != null && now - lastLogged < REPEAT_LOG.toNanos()) {
      return;
    }
    lastLogged = now;
    Map<String, Object> data = new HashMap<>(details);
    data.put("sqlState", String.valueOf(e.getSQLState()));
    data.put("error", reason);
    data.put("next", "The batch is tried again until it succeeds; no event is skipped.");
    journal.error("sequencing_error", data);
  }
}

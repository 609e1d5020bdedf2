package dev.commitcast.notifications.sequencer;

import dev.commitcast.notifications.loop.BackOff;
import dev.commitcast.persistence.log.Drain;
import dev.commitcast.persistence.log.DrainRequest;
import dev.commitcast.persistence.log.DrainResult;
import dev.commitcast.persistence.log.ScanWindow;
import dev.commitcast.persistence.log.Waiting;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Drains when the log refuses some event: whole transactions, fewer and fewer until a single one is
 * found that is refused. That one is held back, with all that must come after it; the rest goes on.
 * Now and then the refused ones are tried again.
 *
 * <p>It looks at what waits in a statement of its own and drains exactly what it chose. What
 * commits in between is chosen the next time, so a batch is what an earlier drain could have moved.
 * Owned by one thread.
 */
final class CarefulDrain {
  /** Transactions looked at in one round. */
  private static final int PAGE = 2_000;

  /** Events looked at in one round; a transaction of more is looked at alone. */
  private static final int REACH = 10_000;

  private static final int FIRST_TRY = 256;

  /** With more refused ones than this, all are looked for anew when the first of them goes. */
  private static final int FEW = 32;

  private static final int RETRIES_AT_ONCE = 8;

  private final Drain drain;
  private final ScanWindow window;
  private final HeldTransactions held = new HeldTransactions();
  private final HeldReport report;
  private final BackOff backOff;
  private final LongSupplier nanoTime;

  private boolean active;
  private int most;
  private int nextRetry;
  private int tries;
  private long retryAt;

  CarefulDrain(
      Drain drain, ScanWindow window, HeldReport report, BackOff backOff, LongSupplier nanoTime) {
    this.drain = drain;
    this.window = window;
    this.report = report;
    this.backOff = backOff;
    this.nanoTime = nanoTime;
  }

  boolean isActive() {
    return active;
  }

  /** From now on, until nothing is refused any more. */
  void begin() {
    active = true;
    most = FIRST_TRY;
    window.open();
  }

  /** Moves some, or finds out more; only an error that no event is to blame for leaves it. */
  DrainResult round(DrainRequest request, boolean certain) throws SQLException {
    if (!held.isEmpty() && nanoTime.getAsLong() - retryAt >= 0) {
      return retry(request);
    }
    if (!certain) {
      Optional<DrainResult> nothing = drain.peek(request.window());
      if (nothing.isPresent()) {
        relaxIfDone(false);
        return nothing.get();
      }
    }
    if (held.isFull()) {
      throw new SQLException(
          "More than " + HeldTransactions.MOST + " transactions would be held back.", "55000");
    }
    report.alive();
    Waiting waiting = drain.waiting(request.window(), held.from(window.first()), REACH, PAGE);
    List<Waiting.Transaction> free = held.pass(waiting.transactions());
    report.holds(held);
    List<Waiting.Transaction> next = free.subList(0, Math.min(most, free.size()));
    boolean rest = waiting.more() || next.size() < free.size();
    if (next.isEmpty()) {
      relaxIfDone(rest);
      return waiting.nothingMoved(rest);
    }
    report.alive();
    try {
      DrainResult moved = drain.move(request.within(only(next)));
      most = Math.min(PAGE, most * 2);
      relaxIfDone(rest || moved.cutShort());
      return waiting.after(moved, rest || moved.cutShort());
    } catch (SQLException e) {
      refused(request, next, e);
      return waiting.nothingMoved(true);
    }
  }

  private void refused(DrainRequest request, List<Waiting.Transaction> tried, SQLException e)
      throws SQLException {
    if (!Blame.isOnAnEvent(e)) {
      throw e;
    }
    if (tried.size() > 1) {
      most = tried.size() / 2;
      return;
    }
    Waiting.Transaction transaction = tried.get(0);
    if (held.isEmpty()) {
      tries = 0;
      postpone();
    }
    held.hold(transaction);
    report.refused(transaction, rowOf(transaction, request.within(only(tried))), e);
    report.holds(held);
  }

  /** Which of the transaction's events it is, as far as a batch of fewer tells. */
  private long rowOf(Waiting.Transaction transaction, DrainRequest request) throws SQLException {
    long good = 0;
    long bad = Math.min(transaction.rows(), request.maxRows());
    while (bad - good > 1) {
      long middle = (good + bad) / 2;
      report.alive();
      try {
        drain.rehearse(request.ofRows((int) middle));
        good = middle;
      } catch (SQLException e) {
        if (!Blame.isOnAnEvent(e)) {
          throw e;
        }
        bad = middle;
      }
    }
    return good;
  }

  private DrainResult retry(DrainRequest request) throws SQLException {
    List<Long> refused = held.refused();
    for (int i = 0; i < Math.min(RETRIES_AT_ONCE, refused.size()); i++) {
      long transaction = refused.get(nextRetry % refused.size());
      report.alive();
      try {
        DrainResult moved = drain.move(request.within(ScanWindow.only(List.of(transaction))));
        report.moved(moved);
        if (!moved.cutShort()) {
          released(transaction, refused.size());
        }
        return again(moved);
      } catch (SQLException e) {
        if (!Blame.isOnAnEvent(e)) {
          throw e;
        }
        nextRetry++;
      }
    }
    tries++;
    postpone();
    return again(DrainResult.nothing());
  }

  private void released(long transaction, int refused) {
    if (refused > FEW) {
      held.releaseAll();
      most = 1;
    } else {
      held.release(transaction);
    }
    report.released(transaction);
    report.holds(held);
    window.open();
    tries = 0;
  }

  private void postpone() {
    retryAt = nanoTime.getAsLong() + backOff.before(tries + 1).toNanos();
  }

  /** There is more to do, and nobody has failed to announce what was held back. */
  private static DrainResult again(DrainResult moved) {
    return new DrainResult(moved.head(), 0, true, moved.window(), moved.oldestRunning(), 0);
  }

  private void relaxIfDone(boolean rest) {
    if (held.isEmpty() && !rest) {
      active = false;
      window.open();
    }
  }

  private static String only(List<Waiting.Transaction> transactions) {
    return ScanWindow.only(transactions.stream().map(Waiting.Transaction::id).toList());
  }
}

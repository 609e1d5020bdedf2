package dev.commitcast.notifications.hub;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Moves what waits for one subscriber into its outlet, and notices when the outlet takes nothing.
 *
 * <p>Thread-safe: whoever calls {@link #run} while another is at it leaves the work to that one, so
 * the outlet meets one thread at a time. No lock is held while the outlet is called. Whatever the
 * outlet throws ends its own subscription and nothing else.
 */
final class Pump {
  /** Most bytes that are joined into one write. */
  static final int WRITE_BYTES = 64 * 1024;

  private final Subscription subscription;
  private final Outlet outlet;
  private final LongSupplier nanoTime;
  private final AtomicInteger calls = new AtomicInteger();

  private boolean ended; // only touched while pumping
  private volatile long lastSent;
  private volatile long blockedSince; // 0 unless the outlet refuses something that waits

  Pump(Subscription subscription, Outlet outlet, LongSupplier nanoTime) {
    this.subscription = subscription;
    this.outlet = outlet;
    this.nanoTime = nanoTime;
    this.lastSent = nanoTime.getAsLong();
  }

  void run() {
    if (calls.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      if (!ended) {
        endIfAsked(writeWaiting());
      }
      seen = calls.addAndGet(-seen);
    } while (seen != 0);
  }

  /** Answers whether the outlet has taken everything and would take more. */
  private boolean writeWaiting() {
    boolean drained = false;
    try {
      while (!drained && outlet.isReady()) {
        blockedSince = 0;
        List<Frame> frames = subscription.take(WRITE_BYTES);
        drained = frames.isEmpty();
        if (!drained) {
          outlet.send(frames);
          lastSent = nanoTime.getAsLong();
        }
      }
      if (!drained) {
        noteBlocked();
      }
    } catch (IOException | RuntimeException | Error e) {
      subscription.writeFailed(e);
      return false;
    }
    if (drained) {
      subscription.drained();
    }
    return drained;
  }

  private void noteBlocked() {
    if (outlet.isPatient()) {
      return;
    }
    if (outlet.hasProgressed() || (blockedSince == 0 && subscription.isWaiting())) {
      blockedSince = Math.max(1, nanoTime.getAsLong());
    }
  }

  private void endIfAsked(boolean drained) {
    CloseReason reason = subscription.end(drained);
    if (reason == null) {
      return;
    }
    ended = true;
    try {
      outlet.close(reason);
    } catch (RuntimeException | Error e) {
      subscription.closeFailed(e);
    } finally {
      subscription.ended(reason);
    }
  }

  Duration sinceLastWrite() {
    return Duration.ofNanos(Math.max(0, nanoTime.getAsLong() - lastSent));
  }

  boolean isSilent(long now, long limitNanos) {
    return now - lastSent >= limitNanos;
  }

  boolean isStalled(long now, long limitNanos) {
    long since = blockedSince;
    return since != 0 && now - since >= limitNanos;
  }
}

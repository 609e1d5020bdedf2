package dev.commitcast.web.sync;

import dev.commitcast.web.problem.Problem;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets only a few large bodies be in memory at the same moment: one takes some times its size while
 * it is read. Others wait, and after a while are asked to come again. Thread-safe.
 */
final class LargeBodies {
  private static final int LARGE = 1024 * 1024;
  private static final Duration SOON = Duration.ofSeconds(2);

  private final Semaphore permits;
  private final Duration patience;

  LargeBodies(int most, Duration patience) {
    this.permits = new Semaphore(most, true);
    this.patience = patience;
  }

  /** One request's share. For one thread. */
  final class Lease implements AutoCloseable {
    private boolean held;

    @Override
    public void close() {
      if (held) {
        held = false;
        permits.release();
      }
    }
  }

  Lease lease() {
    return new Lease();
  }

  /** Says how much of a body is in memory by now; waits here if it is much. */
  void grown(Lease lease, int bytes) {
    if (lease.held || bytes <= LARGE) {
      return;
    }
    try {
      if (permits.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        lease.held = true;
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw Problem.unavailable("Too many large bodies come at the same time.", SOON).asException();
  }
}

package dev.commitcast.notifications.loop;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Raised once, never lowered; whoever pauses on it comes back at once. Thread-safe. */
public final class StopFlag {
  private final CountDownLatch raised = new CountDownLatch(1);

  public void raise() {
    raised.countDown();
  }

  public boolean isRaised() {
    return raised.getCount() == 0;
  }

  /** Pauses; an interrupt counts as a stop, since nobody else interrupts these threads. */
  public void pause(Duration duration) {
    try {
      boolean ignored = raised.await(duration.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      raise();
      Thread.currentThread().interrupt();
    }
  }
}

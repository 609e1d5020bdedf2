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

  /**
   * Pauses. An interrupt ends the pause and nothing else: containers and libraries interrupt
   * threads for reasons of their own, and a loop that took it for a stop would be missing on its
   * node.
   */
  public void pause(Duration duration) {
    try {
      boolean ignored = raised.await(duration.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException ignored) {
      // kept, it would end every later pause and close every later socket
    }
  }
}

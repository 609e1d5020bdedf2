package dev.commitcast.notifications.sourcing;

import java.time.Duration;

/** How time passes between attempts. Thread-safe. */
@FunctionalInterface
public interface Pause {
  /** Lets the current thread sleep. */
  Pause SLEEP = duration -> Thread.sleep(duration.toMillis());

  /** Returns when so much time is over. */
  void sleep(Duration duration) throws InterruptedException;
}

package dev.commitcast.persistence.retry;

import java.time.Duration;

/** How time passes between attempts; tests let it pass at once. */
@FunctionalInterface
public interface Pause {
  void sleep(Duration duration) throws InterruptedException;
}

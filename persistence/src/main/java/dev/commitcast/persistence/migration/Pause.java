package dev.commitcast.persistence.migration;

import java.time.Duration;

/** How time passes between attempts; tests let it pass at once. */
@FunctionalInterface
interface Pause {
  void sleep(Duration duration) throws InterruptedException;
}

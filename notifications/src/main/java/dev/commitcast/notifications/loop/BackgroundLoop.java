package dev.commitcast.notifications.loop;

import java.time.Duration;

/**
 * An endless loop that runs on a thread of its own. {@link #run()} belongs to that thread, the rest
 * to any.
 */
public interface BackgroundLoop extends Runnable {
  /** Asks the loop to end; returns at once. */
  void stop();

  /** Cuts the loop's connection, so that it comes back from whatever it waits for. */
  void abort();

  Heartbeat heart();

  /** A longer silence of the heart means that the loop hangs. */
  default Duration patience() {
    return Duration.ofSeconds(60);
  }
}

package dev.commitcast.notifications.metrics;

import java.time.Duration;

/** What the sequencer counts. Called by one thread, quick and never throwing. */
public interface SequencerMetrics {
  /** One batch got its versions. */
  void moved(int events);

  /** Events that waited without a wake-up; stays 0 while writers notify. */
  void missedWakeUps(int events);

  /** A drain failed and is tried again. */
  void drainFailed();

  /** The server's notification queue was full. */
  void queueFull();

  /** It drained because a notification came, or somebody of this program called. */
  default void sequencerNotified() {}

  /** It drained because it was time to look. */
  default void sequencerPolled() {}

  /** How long one batch took, with the way to the database. */
  default void drained(Duration time) {}

  /** Forgets everything. */
  static SequencerMetrics none() {
    return new SequencerMetrics() {
      @Override
      public void moved(int events) {}

      @Override
      public void missedWakeUps(int events) {}

      @Override
      public void drainFailed() {}

      @Override
      public void queueFull() {}
    };
  }
}

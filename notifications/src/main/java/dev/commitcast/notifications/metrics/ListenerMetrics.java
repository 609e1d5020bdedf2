package dev.commitcast.notifications.metrics;

import dev.commitcast.domain.event.RecordedEvent;
import java.time.Duration;
import java.time.Instant;

/** What the listener counts. Called by one thread, quick and never throwing. */
public interface ListenerMetrics {
  /** Notifications that came in. */
  void notificationsReceived(int count);

  /** One attempt to connect again after a failure. */
  void reconnectAttempt();

  /** A notification whose text is neither a version nor JSON. */
  void parseError();

  /** From the change to its hand-over to the observers. */
  void eventLatency(Duration latency);

  /** Events that nobody had announced; stays 0 while notifications work. */
  void eventsFoundByPoll(int count);

  /** An observer threw. */
  void observerFailed();

  /**
   * An event came in, with its way so far.
   *
   * @param receivedAt by this node's clock
   */
  default void received(RecordedEvent event, Instant receivedAt) {}

  /** Something was read because a notification came. */
  default void listenerNotified() {}

  /** Something was read because it was time to look. */
  default void listenerPolled() {}

  /** How long one read of the log took, with the way to the database. */
  default void pageRead(Duration time) {}

  /** Forgets everything. */
  static ListenerMetrics none() {
    return new ListenerMetrics() {
      @Override
      public void notificationsReceived(int count) {}

      @Override
      public void reconnectAttempt() {}

      @Override
      public void parseError() {}

      @Override
      public void eventLatency(Duration latency) {}

      @Override
      public void eventsFoundByPoll(int count) {}

      @Override
      public void observerFailed() {}
    };
  }
}

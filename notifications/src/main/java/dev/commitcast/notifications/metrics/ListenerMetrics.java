package dev.commitcast.notifications.metrics;

import java.time.Duration;

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

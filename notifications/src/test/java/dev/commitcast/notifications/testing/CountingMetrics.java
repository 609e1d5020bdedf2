package dev.commitcast.notifications.testing;

import dev.commitcast.notifications.metrics.ListenerMetrics;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what the listener reports. Thread-safe. */
public final class CountingMetrics implements ListenerMetrics {
  public final AtomicInteger notifications = new AtomicInteger();
  public final AtomicInteger reconnects = new AtomicInteger();
  public final AtomicInteger parseErrors = new AtomicInteger();
  public final AtomicInteger latencies = new AtomicInteger();
  public final AtomicInteger foundByPoll = new AtomicInteger();
  public final AtomicInteger observerFailures = new AtomicInteger();

  @Override
  public void notificationsReceived(int count) {
    notifications.addAndGet(count);
  }

  @Override
  public void reconnectAttempt() {
    reconnects.incrementAndGet();
  }

  @Override
  public void parseError() {
    parseErrors.incrementAndGet();
  }

  @Override
  public void eventLatency(Duration latency) {
    latencies.incrementAndGet();
  }

  @Override
  public void eventsFoundByPoll(int count) {
    foundByPoll.addAndGet(count);
  }

  @Override
  public void observerFailed() {
    observerFailures.incrementAndGet();
  }
}

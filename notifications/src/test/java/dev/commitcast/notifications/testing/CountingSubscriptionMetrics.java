package dev.commitcast.notifications.testing;

import dev.commitcast.notifications.subscription.SubscriptionMetrics;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what subscriptions report. Thread-safe. */
public final class CountingSubscriptionMetrics implements SubscriptionMetrics {
  public final AtomicInteger handlerFailures = new AtomicInteger();
  public final AtomicInteger parked = new AtomicInteger();
  public final AtomicInteger retried = new AtomicInteger();
  public final AtomicInteger leasesLost = new AtomicInteger();

  @Override
  public void handlerFailed() {
    handlerFailures.incrementAndGet();
  }

  @Override
  public void parked() {
    parked.incrementAndGet();
  }

  @Override
  public void retried() {
    retried.incrementAndGet();
  }

  @Override
  public void leaseLost() {
    leasesLost.incrementAndGet();
  }
}

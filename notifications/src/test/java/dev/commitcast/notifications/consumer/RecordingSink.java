package dev.commitcast.notifications.consumer;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A consumer elsewhere that keeps what it is given until a test takes it. Thread-safe. */
final class RecordingSink implements DeliverySink {
  private final BlockingQueue<Delivery> waiting = new LinkedBlockingQueue<>();
  private final List<Delivery> all = new CopyOnWriteArrayList<>();

  @Override
  public void deliver(Delivery delivery) {
    all.add(delivery);
    waiting.add(delivery);
  }

  @Override
  public void ended() {
    // tests ask the consumption
  }

  /** The next delivery; fails if none comes in time. */
  Delivery next(Duration deadline) throws InterruptedException {
    Delivery next = waiting.poll(deadline.toMillis(), TimeUnit.MILLISECONDS);
    if (next == null) {
      throw new AssertionError("No delivery came within " + deadline + ".");
    }
    return next;
  }

  List<Long> versions() {
    return all.stream().map(delivery -> delivery.event().version()).toList();
  }

  List<Delivery> all() {
    return all;
  }
}

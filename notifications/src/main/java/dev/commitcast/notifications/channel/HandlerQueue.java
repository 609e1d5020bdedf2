package dev.commitcast.notifications.channel;

import dev.commitcast.notifications.subscription.Serial;
import dev.commitcast.persistence.journal.Journal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What waits for one handler, and the calls of it. A full queue drops its oldest notification and
 * tells the handler of the gap first of all: what it hears then is the newest, and complete.
 * Thread-safe; whoever puts in never waits.
 */
final class HandlerQueue implements Registration {
  private static final Duration LOG_AGAIN = Duration.ofMinutes(1);

  /** One or the other. */
  private record Item(Notification notification, Gap gap) {}

  private final String channel;
  private final String name;
  private final NotificationHandler handler;
  private final int capacity;
  private final ChannelMetrics metrics;
  private final Journal journal;
  private final LongSupplier nanoTime;
  private final Consumer<HandlerQueue> onClose;
  private final Serial calls;
  private final AtomicLong handled = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();

  // guarded by this
  private final Deque<Item> items = new ArrayDeque<>();
  private boolean closed;
  private long failureLoggedAt;
  private long dropLoggedAt;

  /** What all queues of a node have in common. */
  record Parts(
      int capacity,
      Executor threads,
      ChannelMetrics metrics,
      Journal journal,
      LongSupplier nanoTime) {}

  HandlerQueue(
      String channel,
      String name,
      NotificationHandler handler,
      Parts parts,
      Consumer<HandlerQueue> onClose) {
    this.channel = channel;
    this.name = Objects.requireNonNull(name, "A handler has a name.");
    this.handler = Objects.requireNonNull(handler, "There is no handler.");
    this.capacity = parts.capacity;
    this.metrics = parts.metrics;
    this.journal = parts.journal;
    this.nanoTime = parts.nanoTime;
    this.onClose = onClose;
    this.calls = new Serial(parts.threads, this::callOnce);
    long longAgo = nanoTime.getAsLong() - LOG_AGAIN.toNanos();
    this.failureLoggedAt = longAgo;
    this.dropLoggedAt = longAgo;
  }

  void put(Notification notification) {
    boolean full;
    synchronized (this) {
      if (closed) {
        return;
      }
      full = items.size() >= capacity;
      if (full) {
        Item first = items.pollFirst();
        if (first.gap != null) {
          items.pollFirst();
        }
        items.addFirst(new Item(null, Gap.OVERFLOW));
      }
      items.addLast(new Item(notification, null));
    }
    if (full) {
      reportDrop();
    }
    calls.wake();
  }

  void putGap(Gap gap) {
    synchronized (this) {
      Item last = items.peekLast();
      if (closed || (last != null && last.gap != null)) {
        return;
      }
      items.addLast(new Item(null, gap));
    }
    calls.wake();
  }

  private void callOnce() {
    Item next;
    boolean more;
    synchronized (this) {
      next = closed ? null : items.pollFirst();
      more = !items.isEmpty();
    }
    if (next != null) {
      call(next);
      if (more) {
        // behind others that wait for a thread
        calls.wake();
      }
    }
  }

  private void call(Item item) {
    try {
      if (item.gap != null) {
        handler.onGap(item.gap);
      } else {
        handler.onNotification(item.notification);
        handled.incrementAndGet();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      reportFailure(e);
    } catch (Exception | Error e) {
      // an Error too: the next notification may be a good one
      reportFailure(e);
    }
  }

  private void reportFailure(Throwable failure) {
    metrics.handlerFailed();
    long count = failures.incrementAndGet();
    synchronized (this) {
      if (nanoTime.getAsLong() - failureLoggedAt < LOG_AGAIN.toNanos()) {
        return;
      }
      failureLoggedAt = nanoTime.getAsLong();
    }
    journal.error(
        "listener_handler_failed",
        failure,
        Map.of("channel", channel, "handler", name, "failures", count));
  }

  private void reportDrop() {
    metrics.dropped();
    long count = dropped.incrementAndGet();
    synchronized (this) {
      if (nanoTime.getAsLong() - dropLoggedAt < LOG_AGAIN.toNanos()) {
        return;
      }
      dropLoggedAt = nanoTime.getAsLong();
    }
    journal.warn(
        "listener_handler_overflow",
        Map.of(
            "channel",
            channel,
            "handler",
            name,
            "dropped",
            count,
            "meaning",
            "The handler is slower than its channel; the oldest notifications are dropped."));
  }

  @Override
  public String channel() {
    return channel;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized boolean isOpen() {
    return !closed;
  }

  @Override
  public synchronized int waiting() {
    return items.size();
  }

  @Override
  public long handled() {
    return handled.get();
  }

  @Override
  public long dropped() {
    return dropped.get();
  }

  @Override
  public long failures() {
    return failures.get();
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      items.clear();
    }
    onClose.accept(this);
  }
}

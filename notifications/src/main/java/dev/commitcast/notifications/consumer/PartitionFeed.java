package dev.commitcast.notifications.consumer;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.notifications.hub.CloseReason;
import dev.commitcast.notifications.hub.Frame;
import dev.commitcast.notifications.hub.HubUnavailableException;
import dev.commitcast.notifications.hub.StartFrom;
import dev.commitcast.notifications.hub.SubscriptionRequest;
import dev.commitcast.notifications.subscription.FrameQueue;
import java.util.concurrent.TimeUnit;

/**
 * A worker's subscription at the hub, opened anew when the hub has ended it. Owned by the worker's
 * serial work; only {@link #refusedFor} is thread-safe.
 */
final class PartitionFeed {
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final ConsumerParts parts;
  private final EventFilter filter;
  private final Runnable wake;
  private FrameQueue queue;
  private volatile boolean timerSet;
  private volatile long refusedSince;

  PartitionFeed(ConsumerParts parts, EventFilter filter, Runnable wake) {
    this.parts = parts;
    this.filter = filter;
    this.wake = wake;
  }

  /**
   * Opens it after a place unless it is open; answers whether it is. The wake-up follows if not.
   */
  boolean open(Cursor after) {
    if (queue != null && queue.closed() != null && queue.peek() == null && !isStopped()) {
      // the log's history has changed; the hub will say whether it goes on from here
      queue = null;
    }
    if (queue != null) {
      return true;
    }
    FrameQueue opened = new FrameQueue(parts.queues().maxEvents(), parts.queues().maxBytes(), wake);
    try {
      opened.start(
          parts
              .hub()
              .subscribe(
                  new SubscriptionRequest(filter, new StartFrom.After(after), false), opened));
      queue = opened;
      refusedSince = 0;
      return true;
    } catch (HubUnavailableException e) {
      if (refusedSince == 0) {
        refusedSince = WorkerPlace.nonZero(parts.now());
      }
      tryLater();
      return false;
    }
  }

  /** However often it is asked for, one wake-up waits. */
  private void tryLater() {
    if (!timerSet) {
      timerSet = true;
      parts
          .threads()
          .after(
              RETRY_NANOS,
              () -> {
                timerSet = false;
                wake.run();
              });
    }
  }

  /** For how many nanoseconds the hub has refused it; 0 while it has not. */
  long refusedFor() {
    long since = refusedSince;
    return since == 0 ? 0 : parts.now() - since;
  }

  /** Whether the hub has ended for good. */
  boolean isStopped() {
    return queue != null && queue.closed() == CloseReason.DRAINED;
  }

  /** The next frame; null if none waits. */
  Frame poll() {
    return queue == null ? null : queue.poll();
  }

  /** Forgets what waits; {@link #open} begins anew. */
  void close() {
    if (queue != null) {
      queue.abandon();
      queue = null;
    }
  }
}

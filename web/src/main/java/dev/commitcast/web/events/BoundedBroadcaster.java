package dev.commitcast.web.events;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseBroadcaster;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A broadcaster for applications that embed Commitcast, whose sinks do not wait for each other:
 * each has a bounded queue of its own and one send in flight. A sink whose queue is full is closed;
 * its client reconnects and is told what it missed, if the application sends ids and honours them.
 *
 * <p>Thread-safe. All sinks get the events in the same order. Listeners run on whichever thread
 * notices, and what they throw stays with them.
 */
public final class BoundedBroadcaster implements SseBroadcaster {
  private final int capacity;
  private final Map<SseEventSink, SinkQueue> queues = new ConcurrentHashMap<>();
  private final List<BiConsumer<SseEventSink, Throwable>> errorListeners =
      new CopyOnWriteArrayList<>();
  private final List<Consumer<SseEventSink>> closeListeners = new CopyOnWriteArrayList<>();
  private boolean closed; // guarded by this

  /**
   * @param capacity how many events may wait for one sink, 1 or more
   */
  public BoundedBroadcaster(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("A queue holds 1 or more events, not " + capacity + ".");
    }
    this.capacity = capacity;
  }

  /** Listens for failures to write; the sink is closed and forgotten afterwards. */
  @Override
  public void onError(BiConsumer<SseEventSink, Throwable> listener) {
    errorListeners.add(listener);
  }

  /** Listens for sinks that this broadcaster has closed or found closed. */
  @Override
  public void onClose(Consumer<SseEventSink> listener) {
    closeListeners.add(listener);
  }

  @Override
  public synchronized void register(SseEventSink sink) {
    requireOpen();
    queues.computeIfAbsent(sink, key -> new SinkQueue(key, capacity, this::failed));
  }

  /**
   * Sends an event to every sink, without waiting for any.
   *
   * @return completes when each sink has either taken the event or been given up
   */
  @Override
  public CompletionStage<?> broadcast(OutboundSseEvent event) {
    List<SinkQueue> all;
    List<CompletableFuture<Void>> taken = new ArrayList<>();
    synchronized (this) {
      requireOpen();
      all = List.copyOf(queues.values());
      // under the lock, so that two broadcasts reach all sinks in the same order
      all.forEach(queue -> taken.add(queue.add(event)));
    }
    all.forEach(SinkQueue::send);
    return CompletableFuture.allOf(taken.toArray(CompletableFuture[]::new));
  }

  /** How many sinks are registered. */
  public int size() {
    return queues.size();
  }

  @Override
  public void close() {
    close(true);
  }

  @Override
  public void close(boolean cascading) {
    List<SinkQueue> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(queues.values());
      queues.clear();
    }
    for (SinkQueue queue : all) {
      queue.end();
      if (cascading) {
        closeSink(queue.sink());
      }
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("This broadcaster is closed; make a new one.");
    }
  }

  /** Called by a queue, at most once: its sink failed, or (without a failure) was too slow. */
  private void failed(SinkQueue queue, Throwable failure) {
    if (!queues.remove(queue.sink(), queue)) {
      return;
    }
    if (failure != null) {
      Throwable cause =
          failure instanceof CompletionException && failure.getCause() != null
              ? failure.getCause()
              : failure;
      errorListeners.forEach(listener -> quietly(() -> listener.accept(queue.sink(), cause)));
    }
    closeSink(queue.sink());
  }

  private void closeSink(SseEventSink sink) {
    quietly(sink::close);
    closeListeners.forEach(listener -> quietly(() -> listener.accept(sink)));
  }

  private static void quietly(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException ignored) {
      // one sink's or listener's fault must not reach the others, and nobody could mend it here
    }
  }
}

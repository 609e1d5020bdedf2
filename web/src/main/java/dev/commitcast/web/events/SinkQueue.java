package dev.commitcast.web.events;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/** What waits for one sink of a broadcaster; one send is in flight at a time. Thread-safe. */
final class SinkQueue {
  private record Waiting(OutboundSseEvent event, CompletableFuture<Void> taken) {}

  private final SseEventSink sink;
  private final int capacity;
  private final BiConsumer<SinkQueue, Throwable> failed;

  // guarded by this
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private Waiting inFlight;
  private boolean overflown;
  private boolean ended;

  /**
   * @param failed is told once when the sink cannot be used any more, with the failure or, if it
   *     was only too slow, with null
   */
  SinkQueue(SseEventSink sink, int capacity, BiConsumer<SinkQueue, Throwable> failed) {
    this.sink = sink;
    this.capacity = capacity;
    this.failed = failed;
  }

  SseEventSink sink() {
    return sink;
  }

  /** Queues an event; nothing is sent, and nobody told, before {@link #send}. */
  synchronized CompletableFuture<Void> add(OutboundSseEvent event) {
    CompletableFuture<Void> taken = new CompletableFuture<>();
    if (ended || overflown || waiting.size() >= capacity) {
      overflown = true;
      taken.complete(null);
    } else {
      waiting.add(new Waiting(event, taken));
    }
    return taken;
  }

  /** Sends what waits, as far as the sink takes it. */
  void send() {
    if (isOverflown()) {
      fail(null);
      return;
    }
    for (Waiting next = begin(); next != null; next = begin()) {
      Waiting current = next;
      CompletionStage<?> stage;
      try {
        stage = sink.send(current.event());
      } catch (RuntimeException e) {
        sent(current, e);
        return;
      }
      if (stage.toCompletableFuture().isDone()) {
        // in this loop and not in a callback, or a long queue would become a deep stack
        stage.whenComplete((result, failure) -> sent(current, failure));
      } else {
        stage.whenComplete(
            (result, failure) -> {
              sent(current, failure);
              send();
            });
        return;
      }
    }
  }

  private synchronized boolean isOverflown() {
    return overflown && !ended;
  }

  private synchronized Waiting begin() {
    if (inFlight != null || ended) {
      return null;
    }
    inFlight = waiting.poll();
    return inFlight;
  }

  private void sent(Waiting done, Throwable failure) {
    synchronized (this) {
      inFlight = null;
    }
    done.taken().complete(null);
    if (failure != null) {
      fail(failure);
    }
  }

  private void fail(Throwable failure) {
    if (end()) {
      failed.accept(this, failure);
    }
  }

  /** Forgets what waits; answers whether this was the first call. */
  boolean end() {
    Deque<Waiting> forgotten;
    synchronized (this) {
      if (ended) {
        return false;
      }
      ended = true;
      forgotten = new ArrayDeque<>(waiting);
      if (inFlight != null) {
        forgotten.add(inFlight);
      }
      waiting.clear();
    }
    forgotten.forEach(each -> each.taken().complete(null));
    return true;
  }
}

package dev.commitcast.web.events;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A sink whose sends complete when the test says so, or at once. */
final class FakeSink implements SseEventSink {
  private final boolean quick;
  private final List<OutboundSseEvent> sent = new ArrayList<>();
  private final List<CompletableFuture<Void>> pending = new ArrayList<>();
  private boolean closed;

  FakeSink(boolean quick) {
    this.quick = quick;
  }

  @Override
  public synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public synchronized CompletionStage<?> send(OutboundSseEvent event) {
    if (closed) {
      throw new IllegalStateException("closed");
    }
    sent.add(event);
    CompletableFuture<Void> stage = new CompletableFuture<>();
    if (quick) {
      stage.complete(null);
    } else {
      pending.add(stage);
    }
    return stage;
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  synchronized List<OutboundSseEvent> sent() {
    return List.copyOf(sent);
  }

  /** Sends that have begun and not ended. */
  synchronized int inFlight() {
    return pending.size();
  }

  void complete(Throwable failure) {
    CompletableFuture<Void> first;
    synchronized (this) {
      first = pending.remove(0);
    }
    if (failure == null) {
      first.complete(null);
    } else {
      first.completeExceptionally(failure);
    }
  }
}

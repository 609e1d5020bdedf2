package dev.commitcast.web.events;

import dev.commitcast.notifications.hub.CloseReason;
import dev.commitcast.notifications.hub.ControlFrame;
import dev.commitcast.notifications.hub.EncodedEvent;
import dev.commitcast.notifications.hub.Frame;
import dev.commitcast.notifications.hub.Greeting;
import dev.commitcast.notifications.hub.Heartbeat;
import dev.commitcast.notifications.hub.Outlet;
import dev.commitcast.notifications.hub.Subscription;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Carries frames through a sink of Jakarta REST. The sink's own queue has no bound, so this outlet
 * is ready only when everything it gave the sink has been written: what waits beyond that waits in
 * the subscription's outbox, which has one.
 *
 * <p>Danger: to flush, the sink writes synchronously, and to a client that does not read it waits
 * as long as the server's write timeout. So everything that touches the sink runs on the executor:
 * there it holds up nobody else.
 */
final class SinkOutlet implements Outlet {
  private final SseEventSink sink;
  private final Sse sse;
  private final boolean metadata;
  private final Executor executor;
  private final AtomicBoolean writing = new AtomicBoolean();
  private volatile Subscription subscription;

  SinkOutlet(SseEventSink sink, Sse sse, boolean metadata, Executor executor) {
    this.sink = sink;
    this.sse = sse;
    this.metadata = metadata;
    this.executor = executor;
  }

  void start(Subscription owner) {
    subscription = owner;
    owner.pump();
  }

  @Override
  public boolean isReady() {
    return subscription != null && !writing.get();
  }

  @Override
  public void send(List<Frame> frames) {
    writing.set(true);
    executor.execute(() -> sendInTurn(frames));
  }

  private void sendInTurn(List<Frame> frames) {
    CompletionStage<?> last = CompletableFuture.completedFuture(null);
    for (Frame frame : frames) {
      // in turn, so that a failed one is not followed by later ones
      last = last.thenCompose(sent -> sink.send(event(frame)));
    }
    last.whenComplete(this::sent);
  }

  private void sent(Object result, Throwable failure) {
    writing.set(false);
    if (failure != null) {
      subscription.close(CloseReason.CLIENT_GONE);
    } else {
      subscription.pump();
    }
  }

  @Override
  public void close(CloseReason reason) {
    executor.execute(sink::close);
  }

  private OutboundSseEvent event(Frame frame) {
    OutboundSseEvent.Builder builder = sse.newEventBuilder();
    if (frame instanceof EncodedEvent event) {
      builder.id(event.epoch() + "." + event.version()).name(event.event().type());
      data(builder, new String(event.json(metadata), StandardCharsets.UTF_8));
    } else if (frame instanceof ControlFrame control) {
      builder.name(control.name());
      data(builder, control.json());
      if (control.cursor() != null) {
        builder.id(control.cursor().toString());
      }
      if (control.retry() != null) {
        builder.reconnectDelay(control.retry().toMillis());
      }
    } else if (frame instanceof Heartbeat heartbeat) {
      builder.comment("heartbeat");
      if (heartbeat.cursor() != null) {
        builder.id(heartbeat.cursor().toString());
      }
    } else if (frame instanceof Greeting greeting) {
      builder.comment("commitcast").reconnectDelay(greeting.retry().toMillis());
    }
    return builder.build();
  }

  private static void data(OutboundSseEvent.Builder builder, String json) {
    builder.mediaType(MediaType.TEXT_PLAIN_TYPE).data(String.class, json);
  }
}

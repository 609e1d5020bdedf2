package dev.commitcast.web.events;

import dev.commitcast.notifications.hub.HubUnavailableException;
import dev.commitcast.notifications.hub.SubscriptionHub;
import dev.commitcast.notifications.hub.SubscriptionRequest;
import dev.commitcast.web.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;

/**
 * Registers sinks of Jakarta REST with the hub, for resources of Commitcast and of applications
 * that embed it. Thread-safe.
 *
 * <p>In place of an {@code SseBroadcaster}: a broadcaster sends to its sinks one after the other,
 * so that the slowest of them holds up all. Here each has an outbox of its own.
 */
@ApplicationScoped
public class EventSinks {
  private SubscriptionHub hub;
  private Writers writers;

  /** For the proxy that the container puts before it. */
  protected EventSinks() {}

  @Inject
  EventSinks(SubscriptionHub hub, Writers writers) {
    this.hub = hub;
    this.writers = writers;
  }

  /**
   * Sends to a sink what a request asks for, until its client goes or the server stops. Return from
   * the resource method soon afterwards: only then are writes to the sink not blocking.
   */
  public void register(SseEventSink sink, Sse sse, SubscriptionRequest request) {
    SinkOutlet outlet = new SinkOutlet(sink, sse, request.metadata(), writers);
    try {
      outlet.start(hub.subscribe(request, outlet));
    } catch (HubUnavailableException e) {
      throw Problem.unavailable(e.getMessage(), Duration.ofSeconds(2)).asException(e);
    }
  }
}

package dev.commitcast.notifications.tracing;

import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.notifications.consumer.Delivery;
import dev.commitcast.notifications.consumer.HandlerTraces;
import dev.commitcast.notifications.listener.EventBatch;
import dev.commitcast.notifications.sequencer.SequencerStatus;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.eclipse.microprofile.config.Config;

/**
 * Makes the spans of an event's way. Attributes are those of OpenTelemetry's conventions for
 * messaging. Thread-safe.
 */
@ApplicationScoped
public class EventTraces implements HandlerTraces {
  private static final String SCOPE = "dev.commitcast";

  private SequencerStatus sequencer;
  private Tracer tracer;
  private boolean enabled;

  /** For the container's proxy. */
  protected EventTraces() {}

  @Inject
  public EventTraces(OpenTelemetry telemetry, SequencerStatus sequencer, Config config) {
    this(
        telemetry,
        sequencer,
        !config.getOptionalValue("otel.sdk.disabled", Boolean.class).orElse(true));
  }

  public EventTraces(OpenTelemetry telemetry, SequencerStatus sequencer, boolean enabled) {
    this.sequencer = sequencer;
    this.tracer = telemetry.getTracer(SCOPE);
    this.enabled = enabled;
  }

  /**
   * Begins the span of a transaction that writes events; empty if nothing is traced. Whoever began
   * it ends it.
   *
   * @param traceparent of the client, for requests that the server made no span for; may be null
   */
  public Optional<Span> beginCommit(String traceparent) {
    if (!enabled) {
      return Optional.empty();
    }
    Context parent = Context.current();
    if (!Span.fromContext(parent).getSpanContext().isValid() && traceparent != null) {
      parent = RowTrace.parse(traceparent).orElse(parent);
    }
    Span span =
        tracer
            .spanBuilder("commitcast.commit")
            .setParent(parent)
            .setSpanKind(SpanKind.PRODUCER)
            .setAttribute("messaging.system", "commitcast")
            .setAttribute("messaging.operation.type", "send")
            .setAttribute("messaging.operation.name", "commit")
            .startSpan();
    return Optional.of(span).filter(each -> each.getSpanContext().isValid());
  }

  /** The node that leads tells for all when events got their versions. */
  void onBatch(@Observes EventBatch batch) {
    if (enabled && sequencer.leads()) {
      batch.events().forEach(this::sequenced);
    }
  }

  void sequenced(RecordedEvent event) {
    if (event.sequencedAt() == null) {
      return;
    }
    RowTrace.of(event)
        .ifPresent(
            parent -> {
              // clocks are the database's: of the change and of the batch
              Instant end =
                  event.sequencedAt().isBefore(event.at()) ? event.at() : event.sequencedAt();
              about(event, "commitcast.sequenced", "sequence", parent)
                  .setSpanKind(SpanKind.INTERNAL)
                  .setStartTimestamp(event.at())
                  .startSpan()
                  .end(end);
            });
  }

  /**
   * An event was given to all its live receivers of this node.
   *
   * @param sinceReceived since the listener had it
   */
  public void delivered(RecordedEvent event, int receivers, Duration sinceReceived) {
    if (!enabled) {
      return;
    }
    RowTrace.of(event)
        .ifPresent(
            parent -> {
              Instant now = Instant.now();
              about(event, "commitcast.delivered", "deliver", parent)
                  .setSpanKind(SpanKind.PRODUCER)
                  .setAttribute("commitcast.receivers", receivers)
                  .setStartTimestamp(now.minus(sinceReceived))
                  .startSpan()
                  .end(now);
            });
  }

  @Override
  public <T> T around(String subscription, Delivery delivery, Callable<T> handler)
      throws Exception {
    Optional<Context> parent = enabled ? RowTrace.of(delivery.event()) : Optional.empty();
    if (parent.isEmpty()) {
      return handler.call();
    }
    Span span =
        about(delivery.event(), "commitcast.handle", "process", parent.get())
            .setSpanKind(SpanKind.CONSUMER)
            .setAttribute("messaging.consumer.group.name", subscription)
            .setAttribute("commitcast.attempt", delivery.attempt())
            .startSpan();
    try (Scope ignored = span.makeCurrent()) {
      return handler.call();
    } catch (Exception | Error e) {
      span.setStatus(StatusCode.ERROR, e.getClass().getName());
      throw e;
    } finally {
      span.end();
    }
  }

  private SpanBuilder about(RecordedEvent event, String name, String operation, Context parent) {
    return tracer
        .spanBuilder(name)
        .setParent(parent)
        .setAttribute("messaging.system", "commitcast")
        .setAttribute("messaging.operation.name", operation)
        .setAttribute("messaging.operation.type", operation.equals("process") ? "process" : "send")
        .setAttribute("messaging.destination.name", event.stream())
        .setAttribute("messaging.message.id", event.id())
        .setAttribute("commitcast.version", event.version())
        .setAttribute("commitcast.type", event.type());
  }
}

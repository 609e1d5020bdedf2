package dev.commitcast.notifications.hub;

import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.notifications.metrics.Meters;
import dev.commitcast.notifications.tracing.EventTraces;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.Timer;

/** The hub's numbers as MicroProfile Metrics. Thread-safe. */
@ApplicationScoped
public class MicroProfileHubMetrics implements HubMetrics {
  private final AtomicInteger open = new AtomicInteger();
  private final Map<CloseReason, Counter> closed = new EnumMap<>(CloseReason.class);
  private final Map<String, Counter> resumes = new ConcurrentHashMap<>();
  private Counter opened;
  private Counter fellBehind;
  private Counter replayed;
  private Counter delivered;
  private Counter policyFailures;
  private Timer receivedToDelivered;
  private Timer changeToDelivered;
  private EventTraces traces;

  /** For the container's proxy. */
  protected MicroProfileHubMetrics() {}

  @Inject
  public MicroProfileHubMetrics(MetricRegistry registry, EventTraces traces) {
    this.traces = traces;
    registry.gauge(
        metadata("commitcast_subscriptions", "Subscriptions that are open on this node"),
        open,
        AtomicInteger::get);
    opened = counter(registry, "commitcast_subscriptions_opened", "Subscriptions ever opened");
    fellBehind =
        counter(
            registry,
            "commitcast_fell_behind",
            "Subscribers who could not keep up and went on from the log");
    replayed =
        counter(
            registry, "commitcast_events_replayed", "Events sent to subscribers who were behind");
    delivered =
        counter(registry, "commitcast_events_delivered", "Events handed to live subscribers");
    policyFailures =
        counter(
            registry,
            "commitcast_policy_failures",
            "Failures of what decides what a caller may see; such a caller sees nothing");
    Meters meters = new Meters(registry);
    receivedToDelivered =
        meters.timer(
            "commitcast_received_to_delivered",
            "From the hand-over to the connections of all live receivers");
    changeToDelivered =
        meters.timer(
            "commitcast_change_to_delivered",
            "From the change to the connections of all live receivers");
    for (CloseReason reason : CloseReason.values()) {
      String name = reason.name().toLowerCase(Locale.ROOT);
      closed.put(
          reason,
          counter(
              registry,
              "commitcast_subscriptions_closed",
              "Subscriptions that ended",
              new Tag("reason", name)));
    }
    for (String outcome : new String[] {"live", "replaying", "reset"}) {
      resumes.put(
          outcome,
          counter(
              registry,
              "commitcast_resumes",
              "How subscribers stood to the log when they came",
              new Tag("outcome", outcome)));
    }
  }

  private static Counter counter(
      MetricRegistry registry, String name, String description, Tag... tags) {
    return registry.counter(metadata(name, description), tags);
  }

  private static Metadata metadata(String name, String description) {
    return Metadata.builder().withName(name).withDescription(description).build();
  }

  @Override
  public void subscribed() {
    open.incrementAndGet();
    opened.inc();
  }

  @Override
  public void closed(CloseReason reason) {
    open.decrementAndGet();
    closed.get(reason).inc();
  }

  @Override
  public void resumed(String outcome) {
    Counter counter = resumes.get(outcome);
    if (counter != null) {
      counter.inc();
    }
  }

  @Override
  public void fellBehind() {
    fellBehind.inc();
  }

  @Override
  public void replayed(int events) {
    replayed.inc(events);
  }

  @Override
  public void delivered(int events) {
    delivered.inc(events);
  }

  @Override
  public void policyFailed() {
    policyFailures.inc();
  }

  @Override
  public void written(RecordedEvent event, int receivers, Duration sinceReceived) {
    receivedToDelivered.update(sinceReceived);
    traces.delivered(event, receivers, sinceReceived);
    Meters.note(changeToDelivered, Duration.between(event.at(), Instant.now()));
  }
}

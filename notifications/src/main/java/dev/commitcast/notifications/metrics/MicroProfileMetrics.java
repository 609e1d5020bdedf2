package dev.commitcast.notifications.metrics;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Timer;

/** The loops' numbers as MicroProfile Metrics. Thread-safe. */
@ApplicationScoped
public class MicroProfileMetrics implements ListenerMetrics, SequencerMetrics {
  private Counter notificationsReceived;
  private static final Duration LONGEST_LATENCY = Duration.ofDays(365);

  private Counter reconnectAttempts;
  private Counter parseErrors;
  private Counter foundByPoll;
  private Counter observerFailures;
  private Timer eventLatency;
  private Counter movedEvents;
  private Counter movedBatches;
  private Counter missedWakeUps;
  private Counter drainFailures;
  private Counter queueFull;

  /** For the container's proxy. */
  protected MicroProfileMetrics() {}

  @Inject
  public MicroProfileMetrics(MetricRegistry registry) {
    notificationsReceived =
        counter(registry, "commitcast_notifications_received", "Notifications of new versions");
    reconnectAttempts =
        counter(registry, "commitcast_reconnect_attempts", "The listener's attempts to reconnect");
    parseErrors =
        counter(registry, "commitcast_parse_errors", "Notifications with an unreadable text");
    foundByPoll =
        counter(
            registry,
            "commitcast_events_found_by_poll",
            "Events that no notification announced; should stay 0");
    observerFailures =
        counter(registry, "commitcast_observer_failures", "Exceptions of event observers");
    eventLatency =
        registry.timer(
            Metadata.builder()
                .withName("commitcast_event_latency")
                .withDescription("From the change of a row to its hand-over on this node")
                .build());
    movedEvents = counter(registry, "commitcast_sequencer_moved", "Events that got a version");
    movedBatches = counter(registry, "commitcast_sequencer_batches", "Batches that got versions");
    missedWakeUps =
        counter(
            registry,
            "commitcast_sequencer_missed_wakeups",
            "Events that waited without a wake-up; should stay 0");
    drainFailures =
        counter(registry, "commitcast_sequencer_drain_failures", "Drains that were tried again");
    queueFull =
        counter(
            registry,
            "commitcast_sequencer_queue_full",
            "Batches for which the server's notification queue was full");
  }

  private static Counter counter(MetricRegistry registry, String name, String description) {
    return registry.counter(Metadata.builder().withName(name).withDescription(description).build());
  }

  @Override
  public void notificationsReceived(int count) {
    notificationsReceived.inc(count);
  }

  @Override
  public void reconnectAttempt() {
    reconnectAttempts.inc();
  }

  @Override
  public void parseError() {
    parseErrors.inc();
  }

  @Override
  public void eventLatency(Duration latency) {
    // clocks of two machines may disagree, and an imported event may be older than a timer can hold
    Duration known = latency.isNegative() ? Duration.ZERO : latency;
    eventLatency.update(known.compareTo(LONGEST_LATENCY) > 0 ? LONGEST_LATENCY : known);
  }

  @Override
  public void eventsFoundByPoll(int count) {
    foundByPoll.inc(count);
  }

  @Override
  public void observerFailed() {
    observerFailures.inc();
  }

  @Override
  public void moved(int events) {
    movedEvents.inc(events);
    movedBatches.inc();
  }

  @Override
  public void missedWakeUps(int events) {
    missedWakeUps.inc(events);
  }

  @Override
  public void drainFailed() {
    drainFailures.inc();
  }

  @Override
  public void queueFull() {
    queueFull.inc();
  }
}

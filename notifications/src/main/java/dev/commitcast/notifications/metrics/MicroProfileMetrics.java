package dev.commitcast.notifications.metrics;

import dev.commitcast.domain.event.RecordedEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Histogram;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.Timer;

/** The loops' numbers as MicroProfile Metrics. Thread-safe. */
@ApplicationScoped
public class MicroProfileMetrics implements ListenerMetrics, SequencerMetrics {
  private Counter notificationsReceived;
  private Counter reconnectAttempts;
  private Counter parseErrors;
  private Counter foundByPoll;
  private Counter observerFailures;
  private Counter listenerNotified;
  private Counter listenerPolled;
  private Counter triggerExecutions;
  private Timer eventLatency;
  private Timer changeToSequenced;
  private Timer sequencedToReceived;
  private Timer pageRead;
  private Timer drained;
  private Histogram batchSize;
  private Counter movedEvents;
  private Counter movedBatches;
  private Counter missedWakeUps;
  private Counter drainFailures;
  private Counter queueFull;
  private Counter sequencerNotified;
  private Counter sequencerPolled;

  /** For the container's proxy. */
  protected MicroProfileMetrics() {}

  @Inject
  public MicroProfileMetrics(MetricRegistry registry) {
    Meters meters = new Meters(registry);
    ofListener(meters);
    ofEvents(meters);
    ofSequencer(meters);
  }

  private void ofListener(Meters meters) {
    notificationsReceived =
        meters.counter("commitcast_notifications_received", "Notifications of new versions");
    reconnectAttempts =
        meters.counter("commitcast_reconnect_attempts", "The listener's attempts to reconnect");
    parseErrors =
        meters.counter("commitcast_parse_errors", "Notifications with an unreadable text");
    foundByPoll =
        meters.counter(
            "commitcast_events_found_by_poll",
            "Events that no notification announced; should stay 0");
    observerFailures =
        meters.counter("commitcast_observer_failures", "Exceptions of event observers");
    listenerNotified = wakeUps(meters, "listener", "notification");
    listenerPolled = wakeUps(meters, "listener", "poll");
    pageRead = queries(meters, "read_after");
  }

  private void ofEvents(Meters meters) {
    triggerExecutions =
        meters.counter(
            "commitcast_trigger_execution", "Captured changes that this node has received");
    eventLatency =
        meters.timer(
            "commitcast_event_latency", "From the change of a row to its hand-over on this node");
    changeToSequenced =
        meters.timer("commitcast_change_to_sequenced", "From the change to its version");
    sequencedToReceived =
        meters.timer(
            "commitcast_sequenced_to_received", "From the version to the hand-over on this node");
  }

  private void ofSequencer(Meters meters) {
    movedEvents = meters.counter("commitcast_sequencer_moved", "Events that got a version");
    movedBatches = meters.counter("commitcast_sequencer_batches", "Batches that got versions");
    batchSize =
        meters.histogram("commitcast_sequencer_batch_size", "Events that got a version at once");
    missedWakeUps =
        meters.counter(
            "commitcast_sequencer_missed_wakeups",
            "Events that waited without a wake-up; should stay 0");
    drainFailures =
        meters.counter("commitcast_sequencer_drain_failures", "Drains that were tried again");
    queueFull =
        meters.counter(
            "commitcast_sequencer_queue_full",
            "Batches for which the server's notification queue was full");
    sequencerNotified = wakeUps(meters, "sequencer", "notification");
    sequencerPolled = wakeUps(meters, "sequencer", "poll");
    drained = queries(meters, "drain");
  }

  private static Counter wakeUps(Meters meters, String loop, String by) {
    return meters.counter(
        "commitcast_wakeups", "What made a loop look", new Tag("loop", loop), new Tag("by", by));
  }

  private static Timer queries(Meters meters, String query) {
    return meters.timer(
        "commitcast_query_duration",
        "How long statements took, with the way to the database",
        new Tag("query", query));
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
    Meters.note(eventLatency, latency);
  }

  @Override
  public void received(RecordedEvent event, Instant receivedAt) {
    if (event.captured()) {
      triggerExecutions.inc();
    }
    if (event.sequencedAt() != null) {
      Meters.note(changeToSequenced, Duration.between(event.at(), event.sequencedAt()));
      Meters.note(sequencedToReceived, Duration.between(event.sequencedAt(), receivedAt));
    }
  }

  @Override
  public void pageRead(Duration time) {
    Meters.note(pageRead, time);
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
    batchSize.update(events);
  }

  @Override
  public void drained(Duration time) {
    Meters.note(drained, time);
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

  @Override
  public void listenerNotified() {
    listenerNotified.inc();
  }

  @Override
  public void listenerPolled() {
    listenerPolled.inc();
  }

  @Override
  public void sequencerNotified() {
    sequencerNotified.inc();
  }

  @Override
  public void sequencerPolled() {
    sequencerPolled.inc();
  }
}

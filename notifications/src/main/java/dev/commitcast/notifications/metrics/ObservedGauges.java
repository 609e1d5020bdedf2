package dev.commitcast.notifications.metrics;

import dev.commitcast.notifications.listener.ListenerStatus;
import dev.commitcast.persistence.observation.LogFigures;
import dev.commitcast.persistence.observation.LogProgress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/**
 * What the sampler has seen, as gauges; not a number when it has seen nothing for a while, which is
 * never a lie. Stateless.
 */
@ApplicationScoped
public class ObservedGauges {
  private static final List<String> PURPOSES =
      List.of("pool", "listener", "sequencer", "observer", "projection");

  @Inject private MetricRegistry registry;
  @Inject private Observations seen;
  @Inject private ListenerStatus listener;

  void register(@Observes @Initialized(ApplicationScoped.class) Object start) {
    Meters meters = new Meters(registry);
    progress(meters, "commitcast_head_version", "The newest version", LogProgress::head);
    progress(meters, "commitcast_oldest_version", "The oldest version left", LogProgress::oldest);
    progress(meters, "commitcast_pending_events", "Events without a version", LogProgress::pending);
    progress(
        meters,
        "commitcast_pending_age_seconds",
        "Age of the change that waits longest",
        each -> each.oldestPending().toMillis() / 1e3);
    progress(
        meters,
        "commitcast_leader_present",
        "1 while some node holds the sequencer's lock",
        each -> each.leads() ? 1 : 0);
    meters.gauge(
        "commitcast_sequencer_blocked",
        "1 while somebody else's lock keeps events from getting versions",
        // a lock on the inbox keeps the progress from being seen, too, and is the case to tell
        () -> seen.blockage().isPresent() ? 1 : seen.progress().isEmpty() ? Double.NaN : 0);
    meters.gauge(
        "commitcast_listener_lag_seconds",
        "For how long this node has had versions to hand over",
        () -> seen.lagTime(listener).toMillis() / 1e3);
    figures(meters);
  }

  private void figures(Meters meters) {
    figure(
        meters,
        "commitcast_notification_queue_usage",
        "How full the server's notification queue is",
        LogFigures::queueUsage);
    figure(
        meters,
        "commitcast_oldest_event_age_seconds",
        "Age of the oldest event",
        each -> each.oldestAge().toMillis() / 1e3);
    figure(meters, "commitcast_log_rows", "Events in the log", LogFigures::rows);
    figure(meters, "commitcast_log_bytes", "The log on disk, with indexes", LogFigures::bytes);
    figure(
        meters,
        "commitcast_longest_transaction_seconds",
        "Age of the oldest transaction that our role may see",
        each -> each.longestTransaction().toMillis() / 1e3);
    figure(
        meters,
        "commitcast_prepared_transactions",
        "Transactions that wait for COMMIT PREPARED",
        LogFigures::preparedTransactions);
    for (String purpose : PURPOSES) {
      figure(
          meters,
          "commitcast_connections",
          "Sessions of all nodes in the database",
          each -> each.sessions().getOrDefault(purpose, 0L),
          new Tag("purpose", purpose));
    }
  }

  private void progress(
      Meters meters, String name, String description, Function<LogProgress, Number> part) {
    gauge(meters, name, description, seen::progress, part);
  }

  private void figure(
      Meters meters,
      String name,
      String description,
      Function<LogFigures, Number> part,
      Tag... tags) {
    gauge(meters, name, description, seen::figures, part, tags);
  }

  private static <T> void gauge(
      Meters meters,
      String name,
      String description,
      Supplier<Optional<T>> source,
      Function<T, Number> part,
      Tag... tags) {
    meters.gauge(
        name,
        description,
        () -> source.get().map(part).map(Number::doubleValue).orElse(Double.NaN),
        tags);
  }
}

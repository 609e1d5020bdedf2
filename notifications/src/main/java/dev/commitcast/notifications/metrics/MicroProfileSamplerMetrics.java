package dev.commitcast.notifications.metrics;

import dev.commitcast.persistence.observation.FollowerLag;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.Timer;

/**
 * The sampler's numbers, and gauges of each persistent subscription and projection, which come and
 * go with them. Thread-safe.
 */
@ApplicationScoped
public class MicroProfileSamplerMetrics implements SamplerMetrics {
  private final Map<String, Counter> scans = new ConcurrentHashMap<>();
  private final Set<String> subscriptions = new HashSet<>();
  private final Set<String> projections = new HashSet<>();
  private Meters meters;
  private Timer sampled;
  private Counter failed;

  /** For the container's proxy. */
  protected MicroProfileSamplerMetrics() {}

  @Inject
  public MicroProfileSamplerMetrics(MetricRegistry registry) {
    meters = new Meters(registry);
    sampled =
        meters.timer(
            "commitcast_query_duration",
            "How long statements took, with the way to the database",
            new Tag("query", "sample"));
    failed = meters.counter("commitcast_sampler_failures", "Questions without an answer");
  }

  @Override
  public void sampled(Duration time) {
    sampled.update(time);
  }

  @Override
  public void sampleFailed() {
    failed.inc();
  }

  @Override
  public void indexScanned(String index, long times) {
    scans
        .computeIfAbsent(
            index,
            name ->
                meters.counter(
                    "commitcast_index_usage",
                    "Scans of the log's indexes while this node ran",
                    new Tag("index", name)))
        .inc(times);
  }

  @Override
  public synchronized void followers(Observations seen) {
    follow(subscriptions, seen::subscriptions, this::addSubscription, this::removeSubscription);
    follow(projections, seen::projections, this::addProjection, this::removeProjection);
  }

  private interface Change {
    void apply(String name, Supplier<Optional<FollowerLag>> value);
  }

  private static void follow(
      Set<String> known, Supplier<Optional<List<FollowerLag>>> seen, Change add, Change remove) {
    Set<String> now =
        seen.get().orElse(List.of()).stream().map(FollowerLag::name).collect(Collectors.toSet());
    for (String gone : known.stream().filter(each -> !now.contains(each)).toList()) {
      remove.apply(gone, Optional::empty);
      known.remove(gone);
    }
    for (String name : now) {
      if (known.add(name)) {
        add.apply(
            name,
            () ->
                seen.get()
                    .flatMap(
                        all -> all.stream().filter(each -> each.name().equals(name)).findFirst()));
      }
    }
  }

  private void addSubscription(String name, Supplier<Optional<FollowerLag>> lag) {
    Tag tag = new Tag("subscription", name);
    gauge("commitcast_subscription_lag", "Versions behind the head", lag, FollowerLag::lag, tag);
    gauge(
        "commitcast_subscription_lag_seconds",
        "Age of the first event behind the slowest checkpoint",
        lag,
        each -> each.age().toMillis() / 1e3,
        tag);
    gauge(
        "commitcast_subscription_parked_events", "Events put aside", lag, FollowerLag::parked, tag);
    gauge(
        "commitcast_subscription_leases",
        "Partitions that are held",
        lag,
        FollowerLag::leased,
        tag);
    gauge("commitcast_subscription_partitions", "Partitions", lag, FollowerLag::partitions, tag);
  }

  private void removeSubscription(String name, Supplier<Optional<FollowerLag>> none) {
    Tag tag = new Tag("subscription", name);
    meters.remove("commitcast_subscription_lag", tag);
    meters.remove("commitcast_subscription_lag_seconds", tag);
    meters.remove("commitcast_subscription_parked_events", tag);
    meters.remove("commitcast_subscription_leases", tag);
    meters.remove("commitcast_subscription_partitions", tag);
  }

  private void addProjection(String name, Supplier<Optional<FollowerLag>> lag) {
    Tag tag = new Tag("projection", name);
    gauge("commitcast_projection_lag", "Versions behind the head", lag, FollowerLag::lag, tag);
    gauge(
        "commitcast_projection_lag_seconds",
        "Age of the first event that is not projected",
        lag,
        each -> each.age().toMillis() / 1e3,
        tag);
  }

  private void removeProjection(String name, Supplier<Optional<FollowerLag>> none) {
    Tag tag = new Tag("projection", name);
    meters.remove("commitcast_projection_lag", tag);
    meters.remove("commitcast_projection_lag_seconds", tag);
  }

  private void gauge(
      String name,
      String description,
      Supplier<Optional<FollowerLag>> lag,
      Function<FollowerLag, Number> part,
      Tag tag) {
    meters.gauge(
        name,
        description,
        () -> lag.get().map(part).map(Number::doubleValue).orElse(Double.NaN),
        tag);
  }
}

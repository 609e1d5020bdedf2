package dev.commitcast.notifications.channel;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** The channels' numbers as MicroProfile Metrics. Thread-safe. */
@ApplicationScoped
public class MicroProfileChannelMetrics implements ChannelMetrics {
  private Counter notified;
  private Counter failures;
  private Counter dropped;

  /** For the container's proxy. */
  protected MicroProfileChannelMetrics() {}

  @Inject
  public MicroProfileChannelMetrics(MetricRegistry registry) {
    notified = counter(registry, "notifications", "Notifications on the application's channels");
    failures = counter(registry, "handler_failures", "Calls of channels' handlers that threw");
    dropped = counter(registry, "dropped", "Notifications that a handler's queue did not hold");
  }

  /** Observing it is enough: the counters show 0 before anything is heard. */
  void onStart(@Observes @Initialized(ApplicationScoped.class) Object start) {
    notified.inc(0);
  }

  private static Counter counter(MetricRegistry registry, String name, String description) {
    return registry.counter(
        Metadata.builder()
            .withName("commitcast_channel_" + name)
            .withDescription(description)
            .build());
  }

  @Override
  public void notified() {
    notified.inc();
  }

  @Override
  public void handlerFailed() {
    failures.inc();
  }

  @Override
  public void dropped() {
    dropped.inc();
  }
}

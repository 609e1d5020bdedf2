package dev.commitcast.notifications.subscription;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** The handlers' numbers as MicroProfile Metrics. Thread-safe. */
@ApplicationScoped
public class MicroProfileSubscriptionMetrics implements SubscriptionMetrics {
  private Counter handled;
  private Counter failed;
  private Counter parked;
  private Counter retried;
  private Counter taken;
  private Counter lost;
  private Counter stopped;

  /** For the container's proxy. */
  protected MicroProfileSubscriptionMetrics() {}

  @Inject
  public MicroProfileSubscriptionMetrics(MetricRegistry registry) {
    handled = counter(registry, "handled", "Events that handlers and consumers were given");
    failed = counter(registry, "handler_failures", "Calls of handlers that threw");
    parked = counter(registry, "parked", "Events that were put aside");
    retried = counter(registry, "retried", "Events that were to be tried again");
    taken = counter(registry, "leases_taken", "Partitions that this node has taken");
    lost = counter(registry, "leases_lost", "Partitions that this node has lost");
    stopped = counter(registry, "stopped", "Persistent subscriptions that have stopped themselves");
  }

  /** Observing it is enough: the counters show 0 before anything is handled. */
  void onStart(@Observes @Initialized(ApplicationScoped.class) Object start) {
    handled.inc(0);
  }

  private static Counter counter(MetricRegistry registry, String name, String description) {
    return registry.counter(
        Metadata.builder()
            .withName("commitcast_subscription_" + name)
            .withDescription(description)
            .build());
  }

  @Override
  public void handled(int events) {
    handled.inc(events);
  }

  @Override
  public void handlerFailed() {
    failed.inc();
  }

  @Override
  public void parked() {
    parked.inc();
  }

  @Override
  public void retried() {
    retried.inc();
  }

  @Override
  public void leaseTaken() {
    taken.inc();
  }

  @Override
  public void leaseLost() {
    lost.inc();
  }

  @Override
  public void stopped() {
    stopped.inc();
  }
}

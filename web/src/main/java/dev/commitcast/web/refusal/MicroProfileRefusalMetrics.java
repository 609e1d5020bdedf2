package dev.commitcast.web.refusal;

import dev.commitcast.notifications.metrics.Meters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.EnumMap;
import java.util.Map;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** The numbers of those who were turned away as MicroProfile Metrics. Thread-safe. */
@ApplicationScoped
public class MicroProfileRefusalMetrics implements RefusalMetrics {
  private final Map<CallerFault, Counter> callers = new EnumMap<>(CallerFault.class);
  private final Map<Limit, Counter> limits = new EnumMap<>(Limit.class);
  private final Map<OriginFault, Counter> origins = new EnumMap<>(OriginFault.class);

  /** For the container's proxy. */
  protected MicroProfileRefusalMetrics() {}

  @Inject
  public MicroProfileRefusalMetrics(MetricRegistry registry) {
    Meters meters = new Meters(registry);
    for (CallerFault fault : CallerFault.values()) {
      callers.put(
          fault,
          meters.counter(
              "commitcast_callers_refused",
              "Requests and sockets that nobody was let in with",
              new Tag("reason", fault.label())));
    }
    for (Limit limit : Limit.values()) {
      limits.put(
          limit,
          meters.counter(
              "commitcast_limit_refusals",
              "Requests and connections that met a limit",
              new Tag("limit", limit.label())));
    }
    for (OriginFault fault : OriginFault.values()) {
      origins.put(
          fault,
          meters.counter(
              "commitcast_origins_refused",
              "What pages of other origins were not allowed",
              new Tag("wish", fault.label())));
    }
  }

  /** Makes the container create this at the start: a counter is to be seen before it moves. */
  void register(@Observes @Initialized(ApplicationScoped.class) Object event) {}

  @Override
  public void caller(CallerFault fault) {
    callers.get(fault).inc();
  }

  @Override
  public void limit(Limit limit) {
    limits.get(limit).inc();
  }

  @Override
  public void origin(OriginFault fault) {
    origins.get(fault).inc();
  }
}

package dev.commitcast.notifications.health;

import dev.commitcast.notifications.change.ObserverStart;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready unless an observer of a persistent subscription cannot be called, as when a subscription of
 * its name and another definition is there: a roll-out should end here, not pile events up.
 */
@Readiness
@ApplicationScoped
public class ObserversReady implements HealthCheck {
  private ObserverStart observers;

  /** For the container's proxy. */
  protected ObserversReady() {}

  @Inject
  public ObserversReady(ObserverStart observers) {
    this.observers = observers;
  }

  @Override
  public HealthCheckResponse call() {
    Map<String, String> failures = observers.failures();
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("commitcast-observers").status(failures.isEmpty());
    failures.forEach(response::withData);
    return response.build();
  }
}

package dev.commitcast.notifications.canary;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready while this node's canary comes back, or none is sent. */
@Readiness
@ApplicationScoped
public class CanaryReady implements HealthCheck {
  private Canary canary;

  /** For the container's proxy. */
  protected CanaryReady() {}

  @Inject
  public CanaryReady(Canary canary) {
    this.canary = canary;
  }

  @Override
  public HealthCheckResponse call() {
    CanaryReport report = canary.report();
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("commitcast-canary")
            .status(report.isWell())
            .withData("state", report.state().name());
    report.sent().ifPresent(at -> response.withData("sent", at.toString()));
    report.seen().ifPresent(at -> response.withData("seen", at.toString()));
    report.took().ifPresent(time -> response.withData("millis", time.toMillis()));
    if (!report.reason().isEmpty()) {
      response.withData("reason", report.reason());
    }
    return response.build();
  }
}

package dev.commitcast.notifications.health;

import dev.commitcast.persistence.guard.GuardFinding;
import dev.commitcast.persistence.guard.RequestRoles;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Tells whether row-level security protects requests. Ready either way: where it must, a node
 * without does not start.
 */
@Readiness
@ApplicationScoped
public class GuardReady implements HealthCheck {
  private RequestRoles roles;

  /** For the container's proxy. */
  protected GuardReady() {}

  @Inject
  public GuardReady(RequestRoles roles) {
    this.roles = roles;
  }

  @Override
  public HealthCheckResponse call() {
    Optional<GuardFinding> finding = roles.finding();
    HealthCheckResponseBuilder answer =
        HealthCheckResponse.named("commitcast-guard").status(finding.isPresent());
    finding.ifPresent(
        found -> {
          answer.withData("guard", found.role().isPresent() ? "on" : "off");
          found.role().ifPresent(role -> answer.withData("role", role));
        });
    return answer.build();
  }
}

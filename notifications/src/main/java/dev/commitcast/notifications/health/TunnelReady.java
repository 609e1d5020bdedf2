package dev.commitcast.notifications.health;

import dev.commitcast.persistence.tunnel.DatabaseTunnel;
import dev.commitcast.persistence.tunnel.TunnelState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the way to the database is open, whether it is a tunnel or not. */
@Readiness
@ApplicationScoped
public class TunnelReady implements HealthCheck {
  private DatabaseTunnel tunnel;

  /** For the container's proxy. */
  protected TunnelReady() {}

  @Inject
  public TunnelReady(DatabaseTunnel tunnel) {
    this.tunnel = tunnel;
  }

  @Override
  public HealthCheckResponse call() {
    TunnelState state = tunnel.state();
    return HealthCheckResponse.named("commitcast-tunnel")
        .status(state == TunnelState.NONE || state == TunnelState.OPEN)
        .withData("tunnel", state.name())
        .build();
  }
}

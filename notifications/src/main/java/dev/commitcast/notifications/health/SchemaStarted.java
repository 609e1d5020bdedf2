package dev.commitcast.notifications.health;

import dev.commitcast.notifications.listener.ListenerState;
import dev.commitcast.notifications.listener.ListenerStatus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Started once the schema is migrated: the listener begins after that and not before. */
@Startup
@ApplicationScoped
public class SchemaStarted implements HealthCheck {
  private ListenerStatus listener;

  /** For the container's proxy. */
  protected SchemaStarted() {}

  @Inject
  public SchemaStarted(ListenerStatus listener) {
    this.listener = listener;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("commitcast-schema")
        .status(listener.state() != ListenerState.STOPPED)
        .build();
  }
}

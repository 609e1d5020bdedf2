package dev.commitcast.notifications.health;

import dev.commitcast.notifications.listener.ListenerStatus;
import dev.commitcast.notifications.sequencer.SequencerStatus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready while new events reach this node. */
@Readiness
@ApplicationScoped
public class ListenerReady implements HealthCheck {
  private ListenerStatus listener;
  private SequencerStatus sequencer;

  /** For the container's proxy. */
  protected ListenerReady() {}

  @Inject
  public ListenerReady(ListenerStatus listener, SequencerStatus sequencer) {
    this.listener = listener;
    this.sequencer = sequencer;
  }

  @Override
  public HealthCheckResponse call() {
    ListenerStatus.Moment moment = listener.moment();
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("commitcast-listener")
            .status(moment.state().isReady())
            .withData("state", moment.state().name())
            .withData("since", moment.since().toString())
            .withData("reason", moment.reason())
            .withData("attempts", listener.attempts())
            .withData("version", listener.version())
            .withData("head", listener.head())
            .withData("sequencer", sequencer.state().name())
            .withData("leader", sequencer.leads());
    if (!sequencer.trouble().isEmpty()) {
      response.withData("trouble", sequencer.trouble());
    }
    return response.build();
  }
}

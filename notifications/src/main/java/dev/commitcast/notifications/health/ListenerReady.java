package dev.commitcast.notifications.health;

import dev.commitcast.notifications.listener.ListenerStatus;
import dev.commitcast.notifications.metrics.Blockage;
import dev.commitcast.notifications.metrics.Observations;
import dev.commitcast.notifications.sequencer.SequencerStatus;
import dev.commitcast.persistence.observation.LogProgress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
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
  private Observations seen;

  /** For the container's proxy. */
  protected ListenerReady() {}

  @Inject
  public ListenerReady(ListenerStatus listener, SequencerStatus sequencer, Observations seen) {
    this.seen = seen;
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
            .withData("head", seen.head(listener))
            .withData("lag", seen.lag(listener))
            .withData("lagSeconds", seconds(seen.lagTime(listener)))
            .withData("sequencer", sequencer.state().name())
            .withData("leader", sequencer.leads());
    if (!sequencer.trouble().isEmpty()) {
      response.withData("trouble", sequencer.trouble());
    }
    seen.progress().ifPresent(progress -> tell(progress, response));
    seen.blockage().ifPresent(blockage -> tell(blockage, response));
    return response.build();
  }

  /** As the sampler saw it a moment ago: an answer must not wait for a database that hangs. */
  private static void tell(LogProgress progress, HealthCheckResponseBuilder response) {
    progress.leader().ifPresent(name -> response.withData("leaderName", name));
    response
        .withData("leaderPresent", progress.leads())
        .withData("oldest", progress.oldest())
        .withData("pending", progress.pending())
        .withData("pendingSeconds", seconds(progress.oldestPending()));
  }

  private static void tell(Blockage blockage, HealthCheckResponseBuilder response) {
    response
        .withData("blockedBy", blockage.by().toString())
        .withData("blockedByPid", blockage.by().pid())
        .withData("blockedByApplication", blockage.by().application())
        .withData("blockedByState", blockage.by().state())
        .withData("blockedSince", blockage.since().toString());
  }

  private static long seconds(Duration time) {
    return time.toSeconds();
  }
}

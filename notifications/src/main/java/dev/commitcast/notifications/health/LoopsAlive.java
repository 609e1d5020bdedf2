package dev.commitcast.notifications.health;

import dev.commitcast.notifications.listener.ListenerStatus;
import dev.commitcast.notifications.loop.Heartbeat;
import dev.commitcast.notifications.sequencer.SequencerStatus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Alive while both loops come round, however little they achieve. The limit is well above what the
 * watchdog allows them, which cuts a hanging connection first.
 */
@Liveness
@ApplicationScoped
public class LoopsAlive implements HealthCheck {
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(3);

  private Heartbeat listener;
  private Heartbeat sequencer;

  /** For the container's proxy. */
  protected LoopsAlive() {}

  @Inject
  public LoopsAlive(ListenerStatus listener, SequencerStatus sequencer) {
    this.listener = listener.heart();
    this.sequencer = sequencer.heart();
  }

  @Override
  public HealthCheckResponse call() {
    Duration silenceOfListener = listener.silence();
    Duration silenceOfSequencer = sequencer.silence();
    return HealthCheckResponse.named("commitcast-loops")
        .status(
            silenceOfListener.compareTo(LONGEST_SILENCE) < 0
                && silenceOfSequencer.compareTo(LONGEST_SILENCE) < 0)
        .withData("listenerSilentMillis", silenceOfListener.toMillis())
        .withData("sequencerSilentMillis", silenceOfSequencer.toMillis())
        .build();
  }
}

package dev.commitcast.notifications.metrics;

import dev.commitcast.notifications.listener.ListenerStatus;
import dev.commitcast.notifications.sequencer.SequencerStatus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** What is read off the loops' states when somebody asks. Stateless. */
@ApplicationScoped
public class SequencerGauges {
  @Inject private MetricRegistry registry;
  @Inject private SequencerStatus sequencer;
  @Inject private ListenerStatus listener;

  void register(@Observes @Initialized(ApplicationScoped.class) Object start) {
    registry.gauge(
        described("commitcast_sequencer_leader", "1 on the node that gives the versions"),
        () -> sequencer.leads() ? 1 : 0);
    registry.gauge(
        described(
            "commitcast_sequencer_held_events",
            "Events that the leader holds back because the log refuses one; should be 0"),
        sequencer::heldEvents);
    registry.gauge(
        described("commitcast_listener_ready", "1 while new events reach this node"),
        () -> listener.state().isReady() ? 1 : 0);
    registry.gauge(
        described("commitcast_listener_lag", "Versions known and not yet handed over"),
        () -> listener.head() - listener.version());
  }

  private static Metadata described(String name, String description) {
    return Metadata.builder().withName(name).withDescription(description).build();
  }
}

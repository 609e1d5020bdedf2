package dev.commitcast.notifications.canary;

import dev.commitcast.domain.ulid.UlidGenerator;
import dev.commitcast.notifications.hub.SubscriptionHub;
import dev.commitcast.notifications.sequencer.SequencerSettings;
import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.journal.Journal;
import dev.commitcast.persistence.log.CanaryLog;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Timer;

/** Gives the server its one canary. Stateless. */
@ApplicationScoped
public class CanaryParts {
  @Produces
  @Singleton
  Canary canary(
      Config config,
      SequencerSettings sequencer,
      CanaryLog log,
      SubscriptionHub hub,
      MetricRegistry registry,
      Journal journal) {
    String node = sequencer.node();
    UlidGenerator ulids = new UlidGenerator(Clock.systemUTC(), new SecureRandom());
    Timer timer =
        registry.timer(
            Metadata.builder()
                .withName("commitcast_canary")
                .withDescription("From the commit of this node's canary to its subscriber")
                .build());
    return new Canary(
        CanarySettings.from(Settings.of(config), node),
        id -> log.append(node, id),
        hub,
        () -> ulids.next().toString(),
        timer::update,
        journal,
        Clock.systemUTC(),
        System::nanoTime);
  }
}

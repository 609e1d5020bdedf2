package dev.commitcast.notifications.transfer;

import dev.commitcast.domain.ulid.UlidGenerator;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.log.EventLog;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import org.eclipse.microprofile.config.Config;

/** Gives the application what moves events in and out. Stateless. */
@ApplicationScoped
public class TransferParts {
  @Produces
  @Singleton
  TransferSettings settings(Config config) {
    return TransferSettings.from(Settings.of(config));
  }

  @Produces
  @Singleton
  Importer importer(DedicatedConnections connections) {
    UlidGenerator ulids = new UlidGenerator(Clock.systemUTC(), new SecureRandom());
    return new Importer(connections, connections.settings().schemas(), () -> ulids.next().value());
  }

  @Produces
  @Singleton
  Exporter exporter(EventLog log) {
    return new Exporter(log);
  }
}

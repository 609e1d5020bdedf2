package dev.commitcast.persistence.config;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;

/**
 * Gives {@code @Inject DedicatedConnections} the one database of the application, as the role that
 * serves requests or, with {@link Owner}, as the one that owns the log. Stateless.
 */
@ApplicationScoped
public class DatabaseParts {
  @Produces
  @Singleton
  DedicatedConnections connections(Config config) {
    return new DedicatedConnections(DatabaseSettings.from(Settings.of(config)));
  }

  @Produces
  @Owner
  @Singleton
  DedicatedConnections ownersConnections(Config config) {
    return new DedicatedConnections(DatabaseSettings.ofOwner(Settings.of(config)));
  }
}

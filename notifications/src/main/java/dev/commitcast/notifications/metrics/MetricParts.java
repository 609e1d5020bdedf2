package dev.commitcast.notifications.metrics;

import dev.commitcast.persistence.config.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;

/** Gives the server the one place where the sampler leaves what it has seen. Stateless. */
@ApplicationScoped
public class MetricParts {
  @Produces
  @Singleton
  Observations observations(Config config) {
    return new Observations(SamplerSettings.from(Settings.of(config)), System::nanoTime);
  }
}

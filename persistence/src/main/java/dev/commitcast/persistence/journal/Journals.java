package dev.commitcast.persistence.journal;

import dev.commitcast.persistence.config.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;

/** Gives {@code @Inject Journal} the one journal of the application. Stateless. */
@ApplicationScoped
public class Journals {
  @Produces
  @Singleton
  Journal journal(Config config) {
    return Journal.toStandardOutput(Level.from(Settings.of(config)));
  }
}

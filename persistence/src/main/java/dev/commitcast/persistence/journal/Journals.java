package dev.commitcast.persistence.journal;

import dev.commitcast.domain.ulid.UlidGenerator;
import dev.commitcast.persistence.config.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import org.eclipse.microprofile.config.Config;

/**
 * Gives {@code @Inject Journal} the one journal of the application. Lines that belong to no request
 * carry the id of this run, so that those of one start can be told from those of another.
 * Stateless.
 */
@ApplicationScoped
public class Journals {
  @Produces
  @Singleton
  Journal journal(Config config) {
    return Journal.toStandardOutput(Level.from(Settings.of(config)))
        .about(new UlidGenerator(Clock.systemUTC(), new SecureRandom()).next().value());
  }
}

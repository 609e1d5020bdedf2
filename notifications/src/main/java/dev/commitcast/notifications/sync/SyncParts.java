package dev.commitcast.notifications.sync;

import dev.commitcast.domain.ulid.UlidGenerator;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.store.EventAppender;
import dev.commitcast.persistence.sync.PushReceiver;
import dev.commitcast.persistence.sync.Reviews;
import dev.commitcast.persistence.sync.SequencedVersions;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;

/** Gives the application what takes pushes, over the server's pool. Stateless. */
@ApplicationScoped
public class SyncParts {
  @Resource(lookup = "jdbc/commitcast")
  DataSource source;

  @Produces
  @Singleton
  SyncSettings settings(Config config) {
    return SyncSettings.from(Settings.of(config));
  }

  @Produces
  @Singleton
  PushReceiver receiver(Config config, SyncSettings settings, EventAppender appender) {
    UlidGenerator ulids = new UlidGenerator(Clock.systemUTC(), new SecureRandom());
    return new PushReceiver(
        source, schemas(config), appender, settings::resolution, () -> ulids.next().value());
  }

  @Produces
  @Singleton
  SequencedVersions versions(Config config, SyncSettings settings) {
    return new SequencedVersions(source, schemas(config), settings.settle());
  }

  @Produces
  @Singleton
  Reviews reviews(Config config, EventAppender appender) {
    return new Reviews(source, schemas(config), appender);
  }

  private static SchemaNames schemas(Config config) {
    return SchemaNames.from(Settings.of(config));
  }
}

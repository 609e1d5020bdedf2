package dev.commitcast.persistence.log;

import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.guard.RequestRole;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;

/** Gives {@code @Inject EventLog} the one log of the application, over the server's pool. */
@ApplicationScoped
public class EventLogs {
  @Resource(lookup = "jdbc/commitcast")
  DataSource source;

  @Produces
  @Singleton
  EventLog log(Config config, RequestRole role) {
    return new EventLog(source, SchemaNames.from(Settings.of(config)), role);
  }

  @Produces
  @Singleton
  CanaryLog canaries(Config config) {
    return new CanaryLog(source, SchemaNames.from(Settings.of(config)));
  }
}

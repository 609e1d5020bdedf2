package dev.commitcast.notifications.access;

import dev.commitcast.notifications.hub.HubMetrics;
import dev.commitcast.persistence.access.Memberships;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.log.EventLog;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;

/** Gives {@code @Inject AccessControl} the one check, with every strategy that is deployed. */
@ApplicationScoped
public class AccessLifecycle {
  /** Rooms that whoever is signed in may see. */
  static final String EVERYBODYS = "commitcast.grants.everybody";

  @Resource(lookup = "jdbc/commitcast")
  DataSource source;

  @Produces
  @Singleton
  AccessControl control(EventLog log, @Any Instance<GrantStrategy> strategies, HubMetrics metrics) {
    return new AccessControl(source, log, strategies.stream().toList(), metrics::policyFailed);
  }

  @Produces
  @Singleton
  VisibleLog visible(EventLog log, AccessControl control) {
    return new VisibleLog(log, control);
  }

  @Produces
  @Singleton
  ClaimGrants claims(Config config) {
    return new ClaimGrants(
        Set.copyOf(config.getOptionalValues(EVERYBODYS, String.class).orElse(List.of("users"))));
  }

  @Produces
  @Singleton
  ChannelGrants channels(Config config) {
    return new ChannelGrants(new Memberships(SchemaNames.from(Settings.of(config))));
  }
}

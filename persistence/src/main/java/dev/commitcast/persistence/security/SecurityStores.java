package dev.commitcast.persistence.security;

import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.config.Settings;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;

/** Gives the application its tickets and revocations, over the server's pool. */
@ApplicationScoped
public class SecurityStores {
  @Resource(lookup = "jdbc/commitcast")
  DataSource source;

  @Produces
  @Singleton
  Tickets tickets(Config config) {
    return new Tickets(source, schemas(config), new SecureRandom());
  }

  @Produces
  @Singleton
  RevokedAccess revokedAccess(Config config) {
    return new RevokedAccess(source, schemas(config));
  }

  private static SchemaNames schemas(Config config) {
    return SchemaNames.from(Settings.of(config));
  }
}

package dev.commitcast.persistence.config;

import jakarta.enterprise.context.ApplicationScoped;

/** The database's settings, the pool's among them, which the server itself reads. Stateless. */
@ApplicationScoped
public class DatabaseSettingsCheck implements SettingsCheck {
  @Override
  public void check(Settings settings) {
    DatabaseSettings.ofOwner(settings);
    settings.number("commitcast.pool.size", 20, 1, 1_000);
    settings.flag("commitcast.demo-data", false);
  }
}

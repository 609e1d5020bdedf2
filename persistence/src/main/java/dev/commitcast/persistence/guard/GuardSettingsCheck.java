package dev.commitcast.persistence.guard;

import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.config.SettingsCheck;
import jakarta.enterprise.context.ApplicationScoped;

/** Reads what the guard will read. Stateless. */
@ApplicationScoped
public class GuardSettingsCheck implements SettingsCheck {
  @Override
  public void check(Settings settings) {
    GuardSettings.from(settings);
  }
}

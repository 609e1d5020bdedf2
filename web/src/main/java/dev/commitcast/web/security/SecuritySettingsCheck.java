package dev.commitcast.web.security;

import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.config.SettingsCheck;
import jakarta.enterprise.context.ApplicationScoped;

/** Whom to trust, and that it is said. Stateless. */
@ApplicationScoped
public class SecuritySettingsCheck implements SettingsCheck {
  @Override
  public void check(Settings settings) {
    SecuritySettings.from(settings);
  }
}

package dev.commitcast.web.limits;

import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.config.SettingsCheck;
import jakarta.enterprise.context.ApplicationScoped;

/** Reads the limits at the start. Stateless. */
@ApplicationScoped
public class LimitSettingsCheck implements SettingsCheck {
  @Override
  public void check(Settings settings) {
    LimitSettings.from(settings);
  }
}

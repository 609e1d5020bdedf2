package dev.commitcast.web.operations;

import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.config.SettingsCheck;
import jakarta.enterprise.context.ApplicationScoped;

/** Reads the ways in at the start. Stateless. */
@ApplicationScoped
public class WaySettingsCheck implements SettingsCheck {
  @Override
  public void check(Settings settings) {
    WaySettings.check(settings);
  }
}

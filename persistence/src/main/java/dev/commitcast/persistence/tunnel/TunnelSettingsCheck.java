package dev.commitcast.persistence.tunnel;

import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.config.SettingsCheck;
import jakarta.enterprise.context.ApplicationScoped;

/** The settings of the tunnel; its key file is read when it is opened. Stateless. */
@ApplicationScoped
public class TunnelSettingsCheck implements SettingsCheck {
  @Override
  public void check(Settings settings) {
    TunnelSettings.from(settings);
  }
}

package dev.commitcast.web.gateway;

import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.config.SettingsCheck;
import jakarta.enterprise.context.ApplicationScoped;

/** Reads what {@link Gateway} will read. Stateless. */
@ApplicationScoped
public class GatewaySettingsCheck implements SettingsCheck {
  @Override
  public void check(Settings settings) {
    GatewaySettings.from(settings);
  }
}

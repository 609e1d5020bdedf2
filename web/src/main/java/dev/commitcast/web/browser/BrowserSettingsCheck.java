package dev.commitcast.web.browser;

import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.config.SettingsCheck;
import jakarta.enterprise.context.ApplicationScoped;

/** Reads the origins at the start. Stateless. */
@ApplicationScoped
public class BrowserSettingsCheck implements SettingsCheck {
  @Override
  public void check(Settings settings) {
    Origins.listed(settings);
  }
}

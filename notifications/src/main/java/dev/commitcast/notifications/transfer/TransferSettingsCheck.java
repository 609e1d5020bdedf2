package dev.commitcast.notifications.transfer;

import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.config.SettingsCheck;
import jakarta.enterprise.context.ApplicationScoped;

/** Reads what imports over HTTP will read. Stateless. */
@ApplicationScoped
public class TransferSettingsCheck implements SettingsCheck {
  @Override
  public void check(Settings settings) {
    TransferSettings.from(settings);
  }
}

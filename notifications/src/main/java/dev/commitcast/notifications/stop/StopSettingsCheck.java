package dev.commitcast.notifications.stop;

import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.config.SettingsCheck;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** How long a stop may take. Stateless. */
@ApplicationScoped
public class StopSettingsCheck implements SettingsCheck {
  static final String KEY = "commitcast.stop.patience";

  @Override
  public void check(Settings settings) {
    patience(settings);
  }

  static Duration patience(Settings settings) {
    return settings.duration(
        KEY, Duration.ofSeconds(4), Duration.ofSeconds(1), Duration.ofMinutes(10));
  }
}

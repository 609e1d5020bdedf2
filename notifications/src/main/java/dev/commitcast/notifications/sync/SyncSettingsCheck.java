package dev.commitcast.notifications.sync;

import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.config.SettingsCheck;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Locale;
import org.eclipse.microprofile.config.Config;

/** Reads what synchronisation will read, the resolution of every type that has one. Stateless. */
@ApplicationScoped
public class SyncSettingsCheck implements SettingsCheck {
  private static final String IN_ENVIRONMENT =
      SyncSettings.RESOLUTION.replace('.', '_').toUpperCase(Locale.ROOT) + "_";

  @Inject Config config;

  @Override
  public void check(Settings settings) {
    SyncSettings.from(settings);
    for (String name : config.getPropertyNames()) {
      if (name.startsWith(SyncSettings.RESOLUTION + ".") || name.startsWith(IN_ENVIRONMENT)) {
        settings.text(name).ifPresent(word -> SyncSettings.resolution(name, word));
      }
    }
  }
}

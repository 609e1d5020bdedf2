package dev.commitcast.web.events;

import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.config.SettingsCheck;
import jakarta.enterprise.context.ApplicationScoped;

/** Reads what {@link Writers} will read. Stateless. */
@ApplicationScoped
public class WriterSettingsCheck implements SettingsCheck {
  @Override
  public void check(Settings settings) {
    Writers.wanted(settings);
    Writers.most(settings);
  }
}

package dev.commitcast.persistence.config;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** The database's settings, the pool's among them, which the server itself reads. Stateless. */
@ApplicationScoped
public class DatabaseSettingsCheck implements SettingsCheck {
  private static final String ANSWER_TIMEOUT = "commitcast.pool.answer-timeout";

  @Override
  public void check(Settings settings) {
    DatabaseSettings.ofOwner(settings);
    settings.number("commitcast.pool.size", 20, 1, 1_000);
    settings.duration(
        ANSWER_TIMEOUT, Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofHours(1));
    settings
        .text(ANSWER_TIMEOUT)
        .filter(text -> !text.matches("\\d+(ms|s|m|h)"))
        .ifPresent(
            text -> {
              throw new ConfigurationException(
                  ANSWER_TIMEOUT, text, "a duration as the server writes it: 30s, 2m or 1h");
            });
    settings.flag("commitcast.demo-data", false);
  }
}

package dev.commitcast.persistence.config;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** The database's settings, the pool's among them, which the server itself reads. Stateless. */
@ApplicationScoped
public class DatabaseSettingsCheck implements SettingsCheck {
  private static final String ANSWER_TIMEOUT = "commitcast.pool.answer-timeout";
  private static final String MAX_AGE = "commitcast.pool.max-age";

  @Override
  public void check(Settings settings) {
    DatabaseSettings.ofOwner(settings);
    settings.number("commitcast.pool.size", 20, 1, 1_000);
    serverDuration(settings, ANSWER_TIMEOUT, Duration.ofSeconds(30), Duration.ofSeconds(1));
    serverDuration(settings, MAX_AGE, Duration.ofMinutes(30), Duration.ofSeconds(10));
    settings.flag("commitcast.demo-data", false);
  }

  private static void serverDuration(
      Settings settings, String key, Duration fallback, Duration min) {
    settings.duration(key, fallback, min, Duration.ofHours(1));
    settings
        .text(key)
        .filter(text -> !text.matches("\\d+(ms|s|m|h)"))
        .ifPresent(
            text -> {
              throw new ConfigurationException(
                  key, text, "a duration as the server writes it: 30s, 2m or 1h");
            });
  }
}

package dev.commitcast.notifications.metrics;

import dev.commitcast.persistence.config.Settings;
import java.time.Duration;

/**
 * How often the database is asked. Immutable.
 *
 * @param progressEvery for health: where the log stands, who is in the way
 * @param figuresEvery for metrics: sizes, usage, lags
 */
public record SamplerSettings(Duration progressEvery, Duration figuresEvery) {
  public static SamplerSettings from(Settings settings) {
    return new SamplerSettings(
        Duration.ofSeconds(1),
        settings.duration(
            "commitcast.metrics.sample-every",
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofMinutes(5)));
  }

  /** An older answer is none: three were missed. */
  Duration progressValid() {
    return progressEvery.multipliedBy(3);
  }

  Duration figuresValid() {
    return figuresEvery.multipliedBy(3);
  }
}

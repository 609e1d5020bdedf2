package dev.commitcast.notifications.canary;

import dev.commitcast.persistence.config.Settings;
import java.time.Duration;

/**
 * How the canary is used. Immutable.
 *
 * @param node the name under which this node is known
 * @param every from one canary to the next; zero for none
 * @param within how long one may be on its way
 */
public record CanarySettings(String node, Duration every, Duration within) {

  public static CanarySettings from(Settings settings, String node) {
    String prefix = "commitcast.canary.";
    boolean off =
        settings.text(prefix + "every").filter(text -> text.matches("0(ms|s|m|h|d)?")).isPresent();
    return new CanarySettings(
        node,
        off
            ? Duration.ZERO
            : settings.duration(
                prefix + "every",
                Duration.ofSeconds(10),
                Duration.ofMillis(500),
                Duration.ofHours(1)),
        settings.duration(
            prefix + "within",
            Duration.ofSeconds(10),
            Duration.ofMillis(500),
            Duration.ofMinutes(10)));
  }

  public boolean isOff() {
    return every.isZero();
  }
}

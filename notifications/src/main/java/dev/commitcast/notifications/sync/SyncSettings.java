package dev.commitcast.notifications.sync;

import dev.commitcast.domain.event.EventType;
import dev.commitcast.persistence.config.ConfigurationException;
import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.sync.Resolution;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What is configured about synchronisation. Immutable.
 *
 * @param settings where types' resolutions are looked up
 * @param fallback how conflicts of other types are resolved
 * @param settle how long a push waits until what it brought can be pulled
 * @param maxRequest most bytes of a request as it comes
 * @param maxUnpacked most bytes of a request once unpacked
 */
public record SyncSettings(
    Settings settings, Resolution fallback, Duration settle, int maxRequest, int maxUnpacked) {
  static final String RESOLUTION = "commitcast.sync.resolution";
  public static final String MAX_REQUEST = "commitcast.sync.max-request";
  public static final String MAX_UNPACKED = "commitcast.sync.max-unpacked";
  private static final int MIB = 1024 * 1024;

  public static SyncSettings from(Settings settings) {
    int maxRequest = settings.number(MAX_REQUEST, 10 * MIB, 1024, 64 * MIB);
    return new SyncSettings(
        settings,
        resolution(RESOLUTION, settings.text(RESOLUTION, Resolution.LAST_WRITE_WINS.word())),
        settings.duration(
            "commitcast.sync.settle", Duration.ofSeconds(2), Duration.ZERO, Duration.ofSeconds(30)),
        maxRequest,
        settings.number(MAX_UNPACKED, Math.max(maxRequest, 20 * MIB), 1024, 128 * MIB));
  }

  /** What to do with conflicts of a type. */
  public Resolution resolution(EventType type) {
    String key = RESOLUTION + "." + type.value();
    return settings.text(key).map(word -> resolution(key, word)).orElse(fallback);
  }

  static Resolution resolution(String key, String word) {
    return Resolution.of(word)
        .orElseThrow(
            () ->
                new ConfigurationException(
                    key,
                    word,
                    Arrays.stream(Resolution.values())
                        .map(Resolution::word)
                        .collect(Collectors.joining(", "))));
  }
}

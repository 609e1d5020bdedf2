package dev.commitcast.notifications.hub;

import dev.commitcast.persistence.config.ConfigurationException;
import dev.commitcast.persistence.config.Settings;
import java.time.Duration;

/**
 * The hub's bounds. Immutable.
 *
 * @param outboxBytes most bytes that wait for one subscriber before it falls behind to the log
 * @param outboxEvents most frames that wait for one subscriber
 * @param ringBytes most bytes of the newest events that are kept for those who reconnect
 * @param heartbeat how long a subscription may be silent
 * @param stallTimeout how long a client may take no byte while some wait for it
 * @param maxSubscriptions most subscriptions on this node
 * @param replayReaders how many subscribers may read the log at the same moment
 * @param replayBytes how many bytes read from the log for single subscribers may be in memory
 * @param minRetry shortest time that a client is told to wait before it reconnects
 * @param maxRetry longest such time
 */
public record HubSettings(
    int outboxBytes,
    int outboxEvents,
    long ringBytes,
    Duration heartbeat,
    Duration stallTimeout,
    int maxSubscriptions,
    int replayReaders,
    long replayBytes,
    Duration minRetry,
    Duration maxRetry) {

  public static final HubSettings DEFAULT =
      new HubSettings(
          256 * 1024,
          1_000,
          32L * 1024 * 1024,
          Duration.ofSeconds(15),
          Duration.ofSeconds(30),
          20_000,
          4,
          64L * 1024 * 1024,
          Duration.ofSeconds(2),
          Duration.ofSeconds(5));

  public static HubSettings from(Settings settings) {
    Duration minRetry =
        settings.duration(
            "commitcast.hub.min-retry",
            DEFAULT.minRetry,
            Duration.ofMillis(1),
            Duration.ofMinutes(5));
    Duration maxRetry =
        settings.duration(
            "commitcast.hub.max-retry",
            DEFAULT.maxRetry,
            Duration.ofMillis(1),
            Duration.ofMinutes(5));
    if (minRetry.compareTo(maxRetry) > 0) {
      throw new ConfigurationException(
          "commitcast.hub.min-retry",
          minRetry.toString(),
          "a duration no longer than commitcast.hub.max-retry, which is " + maxRetry);
    }
    return new HubSettings(
        settings.number("commitcast.hub.outbox-bytes", DEFAULT.outboxBytes, 1_024, 64 << 20),
        settings.number("commitcast.hub.outbox-events", DEFAULT.outboxEvents, 1, 100_000),
        settings.number("commitcast.hub.ring-bytes", DEFAULT.ringBytes, 0L, 4L << 30),
        settings.duration(
            "commitcast.hub.heartbeat",
            DEFAULT.heartbeat,
            Duration.ofMillis(100),
            Duration.ofMinutes(5)),
        settings.duration(
            "commitcast.hub.stall-timeout",
            DEFAULT.stallTimeout,
            Duration.ofMillis(100),
            Duration.ofHours(1)),
        settings.number("commitcast.hub.max-subscriptions", DEFAULT.maxSubscriptions, 1, 1_000_000),
        settings.number("commitcast.hub.replay-readers", DEFAULT.replayReaders, 1, 64),
        settings.number("commitcast.hub.replay-bytes", DEFAULT.replayBytes, 1L << 20, 64L << 30),
        minRetry,
        maxRetry);
  }

  public HubSettings {
    if (minRetry.compareTo(maxRetry) > 0) {
      throw new IllegalArgumentException(
          "The shortest retry, " + minRetry + ", is longer than the longest, " + maxRetry + ".");
    }
  }
}

package dev.commitcast.web.gateway;

import dev.commitcast.persistence.config.ConfigurationException;
import dev.commitcast.persistence.config.Settings;
import io.github.bucket4j.Bucket;
import java.time.Duration;

/**
 * What sockets may take. Immutable.
 *
 * @param subscriptions how many one socket may have, and how many rooms it may be in beside those
 * @param bufferBytes how much waits for one socket outside of the hub's outboxes
 * @param messageBytes the largest message that a client may send
 * @param messages how many messages a client may send in a second; twice as many at once
 * @param broadcasts how many of them may be broadcasts
 * @param pingEvery how often a client is asked for a sign of life
 * @param idleTimeout without one for so long it is taken for gone
 * @param sendTimeout a client that takes not even one message for so long is taken for gone
 */
record GatewaySettings(
    int subscriptions,
    long bufferBytes,
    int messageBytes,
    int messages,
    int broadcasts,
    Duration pingEvery,
    Duration idleTimeout,
    Duration sendTimeout) {

  /** What the container takes at all; see {@link GatewayEndpoint}. */
  static final int MOST_MESSAGE_BYTES = 64 * 1024;

  static final GatewaySettings DEFAULT =
      new GatewaySettings(
          100,
          64 * 1024,
          8 * 1024,
          50,
          10,
          Duration.ofSeconds(20),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30));

  static GatewaySettings from(Settings settings) {
    Duration second = Duration.ofSeconds(1);
    Duration hour = Duration.ofHours(1);
    Duration ping =
        settings.duration(
            "commitcast.gateway.ping-every", DEFAULT.pingEvery, Duration.ofMillis(100), hour);
    Duration idle =
        settings.duration("commitcast.gateway.idle-timeout", DEFAULT.idleTimeout, second, hour);
    if (idle.compareTo(ping) <= 0) {
      throw new ConfigurationException(
          "commitcast.gateway.idle-timeout",
          idle.toString(),
          "a duration longer than commitcast.gateway.ping-every, which is " + ping);
    }
    return new GatewaySettings(
        settings.number("commitcast.gateway.subscriptions", DEFAULT.subscriptions, 1, 10_000),
        settings.number("commitcast.gateway.buffer-bytes", DEFAULT.bufferBytes, 1_024L, 16L << 20),
        settings.number(
            "commitcast.gateway.message-bytes", DEFAULT.messageBytes, 1_024, MOST_MESSAGE_BYTES),
        settings.number("commitcast.gateway.messages", DEFAULT.messages, 1, 100_000),
        settings.number("commitcast.gateway.broadcasts", DEFAULT.broadcasts, 1, 100_000),
        ping,
        idle,
        settings.duration("commitcast.gateway.send-timeout", DEFAULT.sendTimeout, second, hour));
  }

  /** Lets so many through in a second, and twice as many at once. */
  static Bucket bucket(int perSecond) {
    return Bucket.builder()
        .addLimit(
            limit -> limit.capacity(2L * perSecond).refillGreedy(perSecond, Duration.ofSeconds(1)))
        .build();
  }
}

package dev.commitcast.notifications.consumer;

import dev.commitcast.domain.subscription.RetryPolicy;
import dev.commitcast.persistence.config.ConfigurationException;
import dev.commitcast.persistence.config.Settings;
import java.time.Duration;

/**
 * How this node takes part in persistent subscriptions. Immutable.
 *
 * @param lease how long a partition stays with a consumer that is not heard of
 * @param checkpointEvents after so many events the checkpoint is written
 * @param checkpointEvery after this time it is written, if there is anything new
 * @param batch most events that a transactional handler is given in one transaction
 * @param transactions how many transactions of handlers may run at the same moment on this node;
 *     must be fewer than its pool has connections
 * @param window how many events of a partition a remote consumer may have without an answer, unless
 *     it says otherwise
 * @param answerTimeout after so long without any answer a remote consumer has failed at the first
 *     event that it has in hand
 * @param retries for subscriptions that were created without settings of their own
 */
public record ConsumerSettings(
    Duration lease,
    int checkpointEvents,
    Duration checkpointEvery,
    int batch,
    int transactions,
    int window,
    Duration answerTimeout,
    RetryPolicy retries) {

  public static final ConsumerSettings DEFAULT =
      new ConsumerSettings(
          Duration.ofSeconds(10),
          100,
          Duration.ofMillis(250),
          100,
          10,
          1,
          Duration.ofMinutes(1),
          new RetryPolicy(10, Duration.ofSeconds(1), Duration.ofMinutes(1)));

  public static final int MOST_WINDOW = 1_000;

  public static ConsumerSettings from(Settings settings) {
    Duration delay =
        settings.duration(
            "commitcast.subscriptions.retry-delay",
            DEFAULT.retries.delay(),
            Duration.ZERO,
            Duration.ofHours(1));
    Duration maxDelay =
        settings.duration(
            "commitcast.subscriptions.max-retry-delay",
            DEFAULT.retries.maxDelay(),
            Duration.ZERO,
            Duration.ofDays(1));
    if (maxDelay.compareTo(delay) < 0) {
      throw new ConfigurationException(
          "commitcast.subscriptions.max-retry-delay",
          maxDelay.toString(),
          "a duration no shorter than commitcast.subscriptions.retry-delay, which is " + delay);
    }
    return new ConsumerSettings(
        settings.duration(
            "commitcast.subscriptions.lease",
            DEFAULT.lease,
            Duration.ofMillis(500),
            Duration.ofMinutes(10)),
        settings.number(
            "commitcast.subscriptions.checkpoint-events", DEFAULT.checkpointEvents, 1, 100_000),
        settings.duration(
            "commitcast.subscriptions.checkpoint-every",
            DEFAULT.checkpointEvery,
            Duration.ofMillis(1),
            Duration.ofMinutes(1)),
        settings.number("commitcast.subscriptions.batch", DEFAULT.batch, 1, 10_000),
        settings.number(
            "commitcast.subscriptions.max-transactions", DEFAULT.transactions, 1, 1_000),
        settings.number("commitcast.subscriptions.window", DEFAULT.window, 1, MOST_WINDOW),
        settings.duration(
            "commitcast.subscriptions.answer-timeout",
            DEFAULT.answerTimeout,
            Duration.ofSeconds(1),
            Duration.ofDays(1)),
        new RetryPolicy(
            settings.number(
                "commitcast.subscriptions.max-attempts", DEFAULT.retries.maxAttempts(), 1, 1_000),
            delay,
            maxDelay));
  }
}

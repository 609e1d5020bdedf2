package dev.commitcast.notifications.listener;

import dev.commitcast.persistence.config.ConfigurationException;
import dev.commitcast.persistence.config.Settings;
import java.time.Duration;

/**
 * How the listener works. Immutable.
 *
 * @param node the name of this node, as {@code pg_stat_activity} shows it
 * @param reconnectDelay the pause after a first failure, doubled with each further one
 * @param reconnectCap the longest pause; never below the first
 * @param maxReconnectAttempts failures in a row after which the state is {@code FAILED}; attempts
 *     go on
 * @param safetyPoll how often the log is looked at, whatever notifications say
 * @param proveAfter silence after which the registration is proved
 * @param deadAfter within which a connection that is dead, also half of it, is noticed
 * @param probeEvery silence after which a notification of our own has to arrive
 * @param pageEvents most events of one batch
 * @param pageBytes most bytes of one batch; one larger event still goes, alone
 */
public record ListenerSettings(
    String node,
    Duration reconnectDelay,
    Duration reconnectCap,
    int maxReconnectAttempts,
    Duration safetyPoll,
    Duration proveAfter,
    Duration deadAfter,
    Duration probeEvery,
    int pageEvents,
    long pageBytes) {
  private static final Duration SLACK = Duration.ofMillis(500);
  private static final Duration LEAST_ANSWER = Duration.ofSeconds(1);

  public ListenerSettings {
    if (deadAfter.compareTo(unasked(safetyPoll).plus(LEAST_ANSWER)) < 0) {
      throw new ConfigurationException(
          "commitcast.listener.dead-after",
          deadAfter.toString(),
          "a duration of "
              + unasked(safetyPoll).plus(LEAST_ANSWER)
              + " or more, since commitcast.listener.safety-poll, the question whose answer tells,"
              + " is asked every "
              + safetyPoll);
    }
  }

  /** How long the server may take to answer: what is left when a question has been asked. */
  public Duration answerWithin() {
    return deadAfter.minus(unasked(safetyPoll));
  }

  /** A little less, so that a server which works on something slow can still say so. */
  Duration statementTimeout() {
    return answerWithin().minus(SLACK);
  }

  /** The longest time in which nothing is asked: between two polls, or while a probe is sent. */
  private static Duration unasked(Duration safetyPoll) {
    Duration probe = ArrivalProbe.ARRIVES_WITHIN;
    return (safetyPoll.compareTo(probe) > 0 ? safetyPoll : probe).plus(SLACK);
  }

  public static ListenerSettings from(Settings settings, String node) {
    String prefix = "commitcast.listener.";
    Duration delay =
        settings.duration(
            prefix + "reconnect-delay",
            Duration.ofSeconds(1),
            Duration.ofMillis(10),
            Duration.ofMinutes(1));
    Duration cap =
        settings.duration(
            prefix + "reconnect-cap",
            Duration.ofSeconds(5),
            Duration.ofMillis(10),
            Duration.ofMinutes(5));
    return new ListenerSettings(
        node,
        delay,
        cap.compareTo(delay) < 0 ? delay : cap,
        settings.number(prefix + "max-reconnect-attempts", 5, 1, 1_000_000),
        settings.duration(
            prefix + "safety-poll",
            Duration.ofSeconds(1),
            Duration.ofMillis(50),
            Duration.ofSeconds(5)),
        settings.duration(
            prefix + "prove-after",
            Duration.ofSeconds(5),
            Duration.ofMillis(100),
            Duration.ofMinutes(1)),
        settings.duration(
            prefix + "dead-after",
            Duration.ofSeconds(10),
            Duration.ofMillis(3_500),
            Duration.ofMinutes(1)),
        settings.duration(
            prefix + "probe-every",
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            Duration.ofHours(1)),
        settings.number(prefix + "page-events", 1_000, 1, 100_000),
        settings.number(prefix + "page-bytes", 4L << 20, 1L << 10, 1L << 28));
  }
}

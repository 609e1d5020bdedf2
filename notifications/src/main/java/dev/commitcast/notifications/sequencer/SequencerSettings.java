package dev.commitcast.notifications.sequencer;

import dev.commitcast.persistence.config.Settings;
import java.time.Duration;
import java.util.Optional;

/**
 * How the sequencer works. Immutable.
 *
 * @param node the name under which it leads
 * @param pollWhileAwake pause between two polls while it has promised to poll
 * @param longestStride most time between the starts of two drains under load
 * @param slowestPoll pause between two polls while it waits for old transactions to end
 * @param safetyDrain how often it looks, whatever notifications say
 * @param lease for how long it promises to poll
 * @param busyPerSecond events per second above which it polls and spares writers the notification
 * @param batchRows most events of one batch, while nothing is left over
 * @param largestBatchRows most events of one batch while it catches up
 * @param batchBytes most bytes of one batch
 * @param retryLock how often a node that does not lead asks for the lock
 * @param deadAfter when a sequencer that has said nothing loses the lock, whatever hangs
 */
public record SequencerSettings(
    String node,
    Duration pollWhileAwake,
    Duration longestStride,
    Duration slowestPoll,
    Duration safetyDrain,
    Duration lease,
    int busyPerSecond,
    int batchRows,
    int largestBatchRows,
    long batchBytes,
    Duration retryLock,
    Duration deadAfter) {

  /** The leader speaks so often at least before its silence means that it is dead. */
  private static final int SILENCES = 5;

  public SequencerSettings {
    if (largestBatchRows < batchRows) {
      throw new IllegalArgumentException(
          "The largest batch (%d) must not be smaller than the first (%d)."
              .formatted(largestBatchRows, batchRows));
    }
    if (safetyDrain.multipliedBy(SILENCES).compareTo(deadAfter) > 0) {
      throw new IllegalArgumentException(
          "commitcast.sequencer.dead-after (%s) must be at least %d times"
                  .formatted(deadAfter, SILENCES)
              + " commitcast.sequencer.safety-drain (%s), or the leader would be taken for dead."
                  .formatted(safetyDrain));
    }
  }

  /** What is good for most. */
  public static SequencerSettings defaults(String node) {
    return from(Settings.from(key -> Optional.empty()), node);
  }

  public static SequencerSettings from(Settings settings, String node) {
    String prefix = "commitcast.sequencer.";
    int rows = settings.number(prefix + "batch-rows", 1_000, 1, 100_000);
    return new SequencerSettings(
        node,
        settings.duration(
            prefix + "poll", Duration.ofMillis(2), Duration.ofMillis(2), Duration.ofMillis(100)),
        settings.duration(
            prefix + "longest-stride",
            Duration.ofMillis(10),
            Duration.ofMillis(2),
            Duration.ofMillis(500)),
        Duration.ofMillis(50),
        settings.duration(
            prefix + "safety-drain",
            Duration.ofSeconds(1),
            Duration.ofMillis(50),
            Duration.ofSeconds(5)),
        Duration.ofSeconds(1),
        settings.number(prefix + "busy-per-second", 50, 1, 1_000_000),
        rows,
        Math.max(rows, 20_000),
        settings.number(prefix + "batch-bytes", 8L << 20, 1L << 10, 1L << 28),
        Duration.ofMillis(500),
        settings.duration(
            prefix + "dead-after",
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60)));
  }

  /** With less than this left of its promise, it promises anew. */
  Duration renewBelow() {
    return lease.dividedBy(2);
  }

  int busyWithin(Duration stretch) {
    return (int) Math.max(1, busyPerSecond * stretch.toMillis() / 1_000);
  }
}

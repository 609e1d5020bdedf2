package dev.commitcast.notifications.testing;

import dev.commitcast.notifications.sequencer.SequencerSettings;
import java.time.Duration;

/** Settings of a sequencer that differ from the defaults in what a test is about. */
public final class TestSettings {
  private static final SequencerSettings DEFAULTS = SequencerSettings.defaults("test");

  private TestSettings() {}

  public static SequencerSettings withBatch(int rows, int largest) {
    return with(DEFAULTS.lease(), DEFAULTS.busyPerSecond(), rows, largest, DEFAULTS.batchBytes());
  }

  public static SequencerSettings withBytes(long bytes) {
    return with(
        DEFAULTS.lease(),
        DEFAULTS.busyPerSecond(),
        DEFAULTS.batchRows(),
        DEFAULTS.largestBatchRows(),
        bytes);
  }

  /** Falls asleep and wakes up as often as can be. */
  public static SequencerSettings sleepy(Duration lease, int busyPerSecond) {
    return with(
        lease,
        busyPerSecond,
        DEFAULTS.batchRows(),
        DEFAULTS.largestBatchRows(),
        DEFAULTS.batchBytes());
  }

  public static SequencerSettings deadAfter(Duration deadAfter) {
    return with(
        DEFAULTS.lease(),
        DEFAULTS.busyPerSecond(),
        DEFAULTS.batchRows(),
        DEFAULTS.largestBatchRows(),
        DEFAULTS.batchBytes(),
        deadAfter);
  }

  private static SequencerSettings with(
      Duration lease, int busyPerSecond, int rows, int largest, long bytes) {
    return with(lease, busyPerSecond, rows, largest, bytes, DEFAULTS.deadAfter());
  }

  private static SequencerSettings with(
      Duration lease, int busyPerSecond, int rows, int largest, long bytes, Duration deadAfter) {
    return new SequencerSettings(
        DEFAULTS.node(),
        DEFAULTS.pollWhileAwake(),
        DEFAULTS.longestStride(),
        DEFAULTS.slowestPoll(),
        DEFAULTS.safetyDrain(),
        lease,
        busyPerSecond,
        rows,
        largest,
        bytes,
        DEFAULTS.retryLock(),
        deadAfter);
  }
}

package dev.commitcast.notifications.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.notifications.metrics.SequencerMetrics;
import dev.commitcast.notifications.sequencer.SequencerLoop;
import dev.commitcast.notifications.sequencer.SequencerSettings;
import dev.commitcast.notifications.sequencer.SequencerStatus;
import dev.commitcast.persistence.journal.Journal;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** A sequencer on a thread of its own, stopped at the end of the block. */
public final class RunningSequencer implements AutoCloseable {
  private final SequencerStatus status = new SequencerStatus(Clock.systemUTC());
  private final SequencerLoop loop;
  private final Thread thread;

  private RunningSequencer(LogDatabase database, SequencerSettings settings, Journal journal) {
    this.loop =
        new SequencerLoop(
            database.connections(),
            settings,
            SequencerMetrics.none(),
            status,
            journal,
            Clock.systemUTC(),
            System::nanoTime,
            RandomGenerator.getDefault());
    this.thread = new Thread(loop, "sequencer " + settings.node());
    thread.start();
  }

  public static RunningSequencer on(LogDatabase database) {
    return on(database, SequencerSettings.defaults("test"));
  }

  public static RunningSequencer on(LogDatabase database, SequencerSettings settings) {
    return new RunningSequencer(database, settings, Journal.silent());
  }

  public static RunningSequencer on(
      LogDatabase database, SequencerSettings settings, Journal journal) {
    return new RunningSequencer(database, settings, journal);
  }

  public SequencerStatus status() {
    return status;
  }

  public SequencerLoop loop() {
    return loop;
  }

  public void interrupt() {
    thread.interrupt();
  }

  /** How long it took to end. */
  public long stopMillis() {
    long began = System.nanoTime();
    loop.stop();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    assertThat(thread.isAlive()).as("the sequencer's thread has ended").isFalse();
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
  }

  @Override
  public void close() {
    stopMillis();
  }
}

package dev.commitcast.benchmarks.node;

import dev.commitcast.localpostgres.PostgresDatabase;
import dev.commitcast.notifications.metrics.SequencerMetrics;
import dev.commitcast.notifications.sequencer.SequencerLoop;
import dev.commitcast.notifications.sequencer.SequencerSettings;
import dev.commitcast.notifications.sequencer.SequencerStatus;
import dev.commitcast.persistence.config.DatabaseSettings;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.journal.Journal;
import java.time.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** The real sequencer on a thread of its own, as a node runs it. */
public final class SequencerUnderTest implements AutoCloseable {
  private final SequencerLoop loop;
  private final Thread thread;

  private SequencerUnderTest(SequencerLoop loop) {
    this.loop = loop;
    this.thread = new Thread(loop, "sequencer");
  }

  /** Starts one; it works until it is closed. */
  public static SequencerUnderTest start(PostgresDatabase database) {
    SequencerUnderTest sequencer =
        new SequencerUnderTest(
            new SequencerLoop(
                connections(database),
                SequencerSettings.defaults("benchmark"),
                SequencerMetrics.none(),
                new SequencerStatus(Clock.systemUTC()),
                Journal.silent(),
                Clock.systemUTC(),
                System::nanoTime,
                RandomGenerator.getDefault()));
    sequencer.thread.start();
    return sequencer;
  }

  @Override
  public void close() throws InterruptedException {
    loop.stop();
    thread.join();
  }

  /** Connections of a node's own, to a benchmark's database. */
  public static DedicatedConnections connections(PostgresDatabase database) {
    return new DedicatedConnections(
        new DatabaseSettings(
            database.host(),
            database.port(),
            database.database(),
            database.user(),
            database.password(),
            SchemaNames.DEFAULT,
            Duration.ofSeconds(5)));
  }
}

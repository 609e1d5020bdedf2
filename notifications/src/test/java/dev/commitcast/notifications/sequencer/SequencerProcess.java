package dev.commitcast.notifications.sequencer;

import dev.commitcast.notifications.metrics.SequencerMetrics;
import dev.commitcast.persistence.config.DatabaseSettings;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.journal.Journal;
import java.time.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** A program with one sequencer, to be frozen. Prints each state that it is in. */
public final class SequencerProcess {
  private SequencerProcess() {}

  /**
   * Runs until it is killed, or until its standard input ends.
   *
   * @param arguments host, port, database, user, password, node
   */
  public static void main(String[] arguments) throws Exception {
    SequencerStatus status = new SequencerStatus(Clock.systemUTC());
    SequencerLoop loop =
        new SequencerLoop(
            new DedicatedConnections(
                new DatabaseSettings(
                    arguments[0],
                    Integer.parseInt(arguments[1]),
                    arguments[2],
                    arguments[3],
                    arguments[4],
                    SchemaNames.DEFAULT,
                    Duration.ofSeconds(5))),
            SequencerSettings.defaults(arguments[5]),
            SequencerMetrics.none(),
            status,
            Journal.silent(),
            Clock.systemUTC(),
            System::nanoTime,
            RandomGenerator.getDefault());
    Thread thread = new Thread(loop, "sequencer");
    thread.setDaemon(true);
    thread.start();
    while (System.in.read() >= 0) {
      System.out.println(status.state() + " " + status.moved());
    }
  }
}

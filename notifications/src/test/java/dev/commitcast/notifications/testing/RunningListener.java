package dev.commitcast.notifications.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.notifications.listener.Connector;
import dev.commitcast.notifications.listener.EventBatch;
import dev.commitcast.notifications.listener.ForeignChannels;
import dev.commitcast.notifications.listener.ListenerLoop;
import dev.commitcast.notifications.listener.ListenerSettings;
import dev.commitcast.notifications.listener.ListenerStatus;
import dev.commitcast.notifications.listener.PlainConnector;
import dev.commitcast.persistence.journal.Journal;
import dev.commitcast.persistence.log.EventLog;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** A listener on a thread of its own, stopped at the end of the block. */
public final class RunningListener implements AutoCloseable {
  /** A thread for each task. */
  public static final Executor ELSEWHERE =
      task -> {
        Thread thread = new Thread(task, "elsewhere");
        thread.setDaemon(true);
        thread.start();
      };

  private final ListenerStatus status = new ListenerStatus(Clock.systemUTC());
  private final RecordingObservers observers;
  private final CountingMetrics metrics = new CountingMetrics();
  private final ListenerLoop loop;
  private final Thread thread;

  private RunningListener(
      LogDatabase database,
      ListenerSettings settings,
      Connector connector,
      Consumer<EventBatch> also,
      ForeignChannels channels) {
    this.observers = new RecordingObservers(also);
    this.loop =
        new ListenerLoop(
            connector,
            database.schemas(),
            settings,
            observers,
            metrics,
            status,
            Journal.silent(),
            Clock.systemUTC(),
            System::nanoTime,
            RandomGenerator.getDefault(),
            channels);
    this.thread = new Thread(loop, "listener");
    thread.start();
  }

  public static RunningListener on(LogDatabase database) {
    return on(database, settings());
  }

  public static RunningListener on(LogDatabase database, ListenerSettings settings) {
    return on(database, settings, plain(database, settings));
  }

  public static RunningListener on(
      LogDatabase database, ListenerSettings settings, Connector connector) {
    return on(database, settings, connector, ForeignChannels.none());
  }

  /** One whose connection others use besides. */
  public static RunningListener on(
      LogDatabase database,
      ListenerSettings settings,
      Connector connector,
      ForeignChannels channels) {
    return new RunningListener(database, settings, connector, batch -> {}, channels);
  }

  /** One that tells somebody of each batch. */
  public static RunningListener on(LogDatabase database, Consumer<EventBatch> also) {
    return new RunningListener(
        database, settings(), plain(database, settings()), also, ForeignChannels.none());
  }

  /** The connector without a container around it; it never asks the log for a connection. */
  public static Connector plain(LogDatabase database, ListenerSettings settings) {
    return new PlainConnector(
        database.connections(), new EventLog(null, database.schemas()), settings, ELSEWHERE);
  }

  /** Impatient, as tests are. */
  public static ListenerSettings settings() {
    return settings(
        5,
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30));
  }

  /** With what a test wants to be otherwise. */
  public static ListenerSettings settings(
      int attempts,
      Duration safetyPoll,
      Duration proveAfter,
      Duration deadAfter,
      Duration probeEvery) {
    return new ListenerSettings(
        "test",
        Duration.ofMillis(50),
        Duration.ofMillis(400),
        attempts,
        safetyPoll,
        proveAfter,
        deadAfter,
        probeEvery,
        100,
        1 << 20);
  }

  public ListenerStatus status() {
    return status;
  }

  public RecordingObservers observers() {
    return observers;
  }

  public CountingMetrics metrics() {
    return metrics;
  }

  public ListenerLoop loop() {
    return loop;
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
    assertThat(thread.isAlive()).as("the listener's thread has ended").isFalse();
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
  }

  @Override
  public void close() {
    stopMillis();
  }
}

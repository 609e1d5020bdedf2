package dev.commitcast.notifications.channel;

import static org.awaitility.Awaitility.await;

import dev.commitcast.notifications.listener.Connector;
import dev.commitcast.notifications.listener.ListenerSettings;
import dev.commitcast.notifications.listener.ListenerState;
import dev.commitcast.notifications.subscription.HandlerThreads;
import dev.commitcast.notifications.testing.LogDatabase;
import dev.commitcast.notifications.testing.RunningListener;
import dev.commitcast.notifications.testing.RunningStore;
import dev.commitcast.persistence.journal.Journal;
import dev.commitcast.persistence.journal.Level;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;

/** A node's listener with channels, without a server. Stopped at the end of the block. */
public final class RunningChannels implements AutoCloseable {
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicInteger dropped = new AtomicInteger();
  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
  private final HandlerThreads threads;
  private final RunningListener running;
  private final PostgresListener listener;

  private RunningChannels(
      LogDatabase database, ListenerSettings settings, Connector connector, int queue) {
    Journal journal =
        new Journal(
            Clock.systemUTC(), Level.INFO, new PrintStream(lines, true, StandardCharsets.UTF_8));
    this.threads = new HandlerThreads(RunningChannels::daemon, 50);
    ChannelMetrics metrics = new Counting();
    ChannelRegistry registry = new ChannelRegistry(metrics, journal);
    this.running = RunningListener.on(database, settings, connector, registry);
    this.listener =
        new PostgresListener(
            registry,
            new HandlerQueue.Parts(queue, threads, metrics, journal, System::nanoTime),
            RunningStore.source(database),
            database.schemas(),
            running.status());
  }

  public static RunningChannels on(LogDatabase database) {
    return on(database, 1_000);
  }

  public static RunningChannels on(LogDatabase database, int queue) {
    ListenerSettings settings = RunningListener.settings();
    return new RunningChannels(database, settings, RunningListener.plain(database, settings), queue)
        .listening();
  }

  public static RunningChannels on(
      LogDatabase database, ListenerSettings settings, Connector connector) {
    return new RunningChannels(database, settings, connector, 1_000);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    return thread;
  }

  public RunningChannels listening() {
    await().until(listener::isConnected);
    return this;
  }

  public void awaitState(ListenerState state) {
    await().until(() -> running.status().state() == state);
  }

  public PostgresListener listener() {
    return listener;
  }

  public RunningListener running() {
    return running;
  }

  public int failures() {
    return failures.get();
  }

  public int dropped() {
    return dropped.get();
  }

  public String lines() {
    return lines.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    running.close();
    threads.end(500);
  }

  private final class Counting implements ChannelMetrics {
    @Override
    public void notified() {
      // nobody asks
    }

    @Override
    public void handlerFailed() {
      failures.incrementAndGet();
    }

    @Override
    public void dropped() {
      dropped.incrementAndGet();
    }
  }
}

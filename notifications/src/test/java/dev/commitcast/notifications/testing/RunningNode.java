package dev.commitcast.notifications.testing;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.domain.subscription.RetryPolicy;
import dev.commitcast.notifications.consumer.BoundedTransactions;
import dev.commitcast.notifications.consumer.ConsumerParts;
import dev.commitcast.notifications.consumer.ConsumerSettings;
import dev.commitcast.notifications.consumer.HandlerTransactions;
import dev.commitcast.notifications.consumer.PersistentSubscriptions;
import dev.commitcast.notifications.consumer.PlainTransactions;
import dev.commitcast.notifications.consumer.SubscriptionStore;
import dev.commitcast.notifications.hub.HubMetrics;
import dev.commitcast.notifications.hub.HubSettings;
import dev.commitcast.notifications.hub.Replay;
import dev.commitcast.notifications.hub.SubscriptionHub;
import dev.commitcast.notifications.listener.BatchObservers;
import dev.commitcast.notifications.listener.EventBatch;
import dev.commitcast.notifications.listener.ListenerLoop;
import dev.commitcast.notifications.listener.ListenerStateChanged;
import dev.commitcast.notifications.listener.ListenerStatus;
import dev.commitcast.notifications.listener.PlainConnector;
import dev.commitcast.notifications.metrics.ListenerMetrics;
import dev.commitcast.notifications.subscription.CatchUpSettings;
import dev.commitcast.notifications.subscription.CatchUpSubscriptions;
import dev.commitcast.notifications.subscription.HandlerThreads;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.journal.Journal;
import dev.commitcast.persistence.log.EventLog;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * A node without a server: listener, hub, catch-up and persistent subscriptions. The sequencer is
 * another's. Stopped at the end of the block.
 */
public final class RunningNode implements AutoCloseable {
  private final TestPool pool;
  private final SubscriptionHub hub;
  private final ListenerLoop listener;
  private final Thread hubThread;
  private final Thread listenerThread;
  private final ExecutorService readers = Executors.newCachedThreadPool(RunningNode::daemon);
  private final HandlerThreads threads;
  private final CountingSubscriptionMetrics metrics = new CountingSubscriptionMetrics();
  private final CatchUpSubscriptions catchUp;
  private final PersistentSubscriptions persistent;

  private RunningNode(
      DedicatedConnections connections,
      String name,
      HubSettings hubSettings,
      ConsumerSettings consumerSettings,
      CatchUpSettings queues,
      UnaryOperator<HandlerTransactions> transactions) {
    this.threads = new HandlerThreads(RunningNode::daemon, queues.maxThreads());
    SchemaNames schemas = connections.settings().schemas();
    this.pool = new TestPool(connections.settings());
    EventLog log = new EventLog(pool, schemas);
    this.hub =
        new SubscriptionHub(
            hubSettings,
            new Replay(log, readers, hubSettings),
            HubMetrics.NONE,
            new Random(),
            System::nanoTime);
    ListenerStatus status = new ListenerStatus(Clock.systemUTC());
    this.listener =
        new ListenerLoop(
            new PlainConnector(
                connections,
                new EventLog(null, schemas),
                RunningListener.settings(),
                RunningListener.ELSEWHERE),
            schemas,
            RunningListener.settings(),
            new ToHub(hub),
            ListenerMetrics.none(),
            status,
            Journal.silent(),
            Clock.systemUTC(),
            System::nanoTime,
            RandomGenerator.getDefault());
    this.hubThread = daemon(hub);
    this.listenerThread = daemon(listener);
    hubThread.start();
    listenerThread.start();
    this.catchUp = new CatchUpSubscriptions(hub, log, threads, metrics, queues);
    this.persistent =
        new PersistentSubscriptions(
            new ConsumerParts(
                name,
                hub,
                SubscriptionStore.over(pool, schemas),
                new BoundedTransactions(
                    transactions.apply(new PlainTransactions(pool)),
                    consumerSettings.transactions()),
                threads,
                metrics,
                consumerSettings,
                queues,
                () -> status.state().isReady(),
                System::nanoTime));
  }

  public static RunningNode on(DedicatedConnections connections, String name) {
    return on(connections, name, settings(Duration.ofSeconds(2)));
  }

  public static RunningNode on(
      DedicatedConnections connections, String name, ConsumerSettings settings) {
    return on(
        connections,
        name,
        HubSettings.DEFAULT,
        settings,
        CatchUpSettings.DEFAULT,
        UnaryOperator.identity());
  }

  /**
   * With everything that a test may want otherwise.
   *
   * @param transactions may put something around those of handlers
   */
  public static RunningNode on(
      DedicatedConnections connections,
      String name,
      HubSettings hub,
      ConsumerSettings settings,
      CatchUpSettings queues,
      UnaryOperator<HandlerTransactions> transactions) {
    return new RunningNode(connections, name, hub, settings, queues, transactions);
  }

  public static RunningNode on(
      DedicatedConnections connections, HubSettings hub, CatchUpSettings queues) {
    return on(
        connections,
        "small",
        hub,
        settings(Duration.ofSeconds(2)),
        queues,
        UnaryOperator.identity());
  }

  /** Impatient, as tests are. */
  public static ConsumerSettings settings(Duration lease) {
    return new ConsumerSettings(
        lease,
        20,
        Duration.ofMillis(50),
        20,
        10,
        5,
        Duration.ofSeconds(30),
        new RetryPolicy(3, Duration.ofMillis(20), Duration.ofMillis(100)));
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "node");
    thread.setDaemon(true);
    return thread;
  }

  public SubscriptionHub hub() {
    return hub;
  }

  public TestPool pool() {
    return pool;
  }

  public CatchUpSubscriptions catchUp() {
    return catchUp;
  }

  public PersistentSubscriptions persistent() {
    return persistent;
  }

  public CountingSubscriptionMetrics metrics() {
    return metrics;
  }

  /** From now on no event reaches this node, although its pool works. */
  public void deafen() {
    listener.stop();
  }

  @Override
  public void close() {
    catchUp.close();
    persistent.close();
    listener.stop();
    hub.stop();
    try {
      listenerThread.join(5_000);
      hubThread.join(5_000);
      threads.end(1_000);
      readers.shutdownNow();
      pool.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      throw new IllegalStateException("The pool cannot be closed.", e);
    }
  }

  private record ToHub(SubscriptionHub hub) implements BatchObservers {
    @Override
    public void receive(EventBatch batch) {
      List<RecordedEvent> events = batch.events();
      long last = events.isEmpty() ? 0 : events.get(events.size() - 1).version();
      try {
        hub.publish(events, new Cursor(batch.epoch(), Math.max(batch.head(), last)));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void stateChanged(ListenerStateChanged change) {
      // nobody asks
    }
  }
}

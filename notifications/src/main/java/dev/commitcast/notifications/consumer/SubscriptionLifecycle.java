package dev.commitcast.notifications.consumer;

import dev.commitcast.notifications.hub.SubscriptionHub;
import dev.commitcast.notifications.listener.ListenerSettings;
import dev.commitcast.notifications.listener.ListenerStatus;
import dev.commitcast.notifications.stop.NodeStopping;
import dev.commitcast.notifications.subscription.CatchUpSettings;
import dev.commitcast.notifications.subscription.CatchUpSubscriptions;
import dev.commitcast.notifications.subscription.HandlerThreads;
import dev.commitcast.notifications.subscription.SubscriptionMetrics;
import dev.commitcast.notifications.tracing.EventTraces;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.log.EventLog;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Shutdown;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.transaction.UserTransaction;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;

/**
 * Gives the application its catch-up and persistent subscriptions, and ends them with it.
 * Thread-safe.
 *
 * <p>Handlers run on threads of the managed factory, which know the application's names and beans.
 * At the end leases are given back first, then handlers that still run are interrupted: what they
 * were at is done again elsewhere when the lease has run out.
 */
@ApplicationScoped
public class SubscriptionLifecycle {
  private static final Logger LOG = System.getLogger(SubscriptionLifecycle.class.getName());
  private static final long GIVE_BACK_MILLIS = 1_500;
  private static final long INTERRUPTED_MILLIS = 500;

  @Inject SubscriptionHub hub;
  @Inject EventLog log;
  @Inject EventTraces traces;
  @Inject Config config;
  @Inject ListenerSettings node;
  @Inject ListenerStatus listener;
  @Inject SubscriptionMetrics metrics;
  @Resource ManagedThreadFactory factory;
  @Resource UserTransaction transaction;

  @Resource(lookup = "jdbc/commitcast")
  DataSource source;

  private HandlerThreads threads;
  private CatchUpSubscriptions catchUp;
  private PersistentSubscriptions persistent;
  private Thread hook;

  @PostConstruct
  void start() {
    Settings settings = Settings.of(config);
    CatchUpSettings queues = CatchUpSettings.from(settings);
    ConsumerSettings consumers = ConsumerSettings.from(settings);
    threads = new HandlerThreads(factory, queues.maxThreads());
    catchUp = new CatchUpSubscriptions(hub, log, threads, metrics, queues);
    persistent =
        new PersistentSubscriptions(
            new ConsumerParts(
                node.node(),
                hub,
                SubscriptionStore.over(source, SchemaNames.from(settings)),
                new BoundedTransactions(
                    new JtaTransactions(transaction, source), consumers.transactions()),
                threads,
                metrics,
                consumers,
                queues,
                () -> listener.state().isReady(),
                System::nanoTime,
                traces));
    // a stopping server waits for open connections before it tells any bean; those that carry
    // deliveries end with this
    hook = new Thread(persistent::stop, "commitcast-subscriptions-stop");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Observing it is enough: it makes the container create this bean. */
  void onStartup(@Observes Startup event) {
    LOG.log(Level.DEBUG, "Subscriptions can be made.");
  }

  void onStopping(@Observes NodeStopping event) {
    persistent.stop();
  }

  void onShutdown(@Observes Shutdown event) {
    stop();
  }

  @PreDestroy
  void stop() {
    removeHook();
    catchUp.close();
    try {
      persistent.close(GIVE_BACK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!threads.end(INTERRUPTED_MILLIS)) {
      LOG.log(
          Level.WARNING, "Some handlers did not end when they were interrupted; they are left.");
    }
  }

  private void removeHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ignored) {
      // the hook is running already
    }
  }

  @Produces
  @Singleton
  CatchUpSubscriptions catchUp() {
    return catchUp;
  }

  @Produces
  @Singleton
  PersistentSubscriptions persistent() {
    return persistent;
  }
}

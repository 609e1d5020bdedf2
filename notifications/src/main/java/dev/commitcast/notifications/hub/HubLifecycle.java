package dev.commitcast.notifications.hub;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.notifications.access.AccessControl;
import dev.commitcast.notifications.listener.EventBatch;
import dev.commitcast.notifications.listener.ListenerSettings;
import dev.commitcast.notifications.stop.NodeStopping;
import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.log.EventLog;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Shutdown;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Random;
import org.eclipse.microprofile.config.Config;

/**
 * Runs the hub from the application's start to its end, and gives it to whoever injects it.
 *
 * <p>The hub has a thread of the managed factory and not of the executor: the server waits for what
 * the executor runs before it tells anybody to stop. Thread-safe.
 */
@ApplicationScoped
public class HubLifecycle {
  private static final Logger LOG = System.getLogger(HubLifecycle.class.getName());

  /** Longer than a stopping hub lets slow clients take their last frame. */
  private static final long JOIN_MILLIS = 2_000;

  @Inject EventLog log;
  @Inject Config config;
  @Inject HubMetrics metrics;
  @Inject AccessControl access;
  @Inject ListenerSettings node;
  @Resource ManagedExecutorService executor;
  @Resource ManagedThreadFactory threads;

  private SubscriptionHub hub;
  private Thread thread;
  private Thread hook;

  @PostConstruct
  void start() {
    HubSettings settings = HubSettings.from(Settings.of(config));
    hub =
        new SubscriptionHub(
            settings,
            new Replay(log, executor, settings),
            metrics,
            new Random(),
            System::nanoTime,
            node.node(),
            access);
    thread = threads.newThread(hub);
    thread.setName("commitcast-hub");
    thread.start();
    // a stopping server waits for open connections before it tells any bean; streams that are
    // told to go end theirs
    hook = new Thread(hub::stop, "commitcast-hub-stop");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Observing it is enough: it makes the container create this bean. */
  void onStartup(@Observes Startup event) {
    // the first use registers the counters, so that they show 0 before there is a subscriber
    metrics.delivered(0);
    LOG.log(Level.DEBUG, "The hub runs.");
  }

  void onStopping(@Observes NodeStopping event) {
    hub.stop();
  }

  /** Before any bean is destroyed: the last frames need the outlets' threads. */
  void onShutdown(@Observes Shutdown event) {
    stop();
  }

  @PreDestroy
  void stop() {
    hub.stop();
    removeHook();
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.log(Level.WARNING, "The hub did not end within " + JOIN_MILLIS + " ms; it is left.");
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
  SubscriptionHub hub() {
    return hub;
  }

  /** Leaves a batch for the hub's thread; waits only while that one is some batches behind. */
  void onBatch(@Observes EventBatch batch) {
    List<RecordedEvent> events = batch.events();
    long last = events.isEmpty() ? 0 : events.get(events.size() - 1).version();
    try {
      hub.publish(events, new Cursor(batch.epoch(), Math.max(batch.head(), last)));
    } catch (InterruptedException e) {
      // only a server that stops interrupts; whoever resumes elsewhere gets the batch there
      Thread.currentThread().interrupt();
    } catch (IllegalArgumentException e) {
      LOG.log(Level.ERROR, "A batch without an epoch cannot be handed out: " + batch.source(), e);
    }
  }
}

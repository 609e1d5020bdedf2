package dev.commitcast.notifications.listener;

import dev.commitcast.notifications.loop.LoopRunner;
import dev.commitcast.notifications.metrics.MicroProfileMetrics;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.journal.Journal;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Runs the listener for as long as the application runs. It starts behind the migrations and
 * returns at once, so that a database that is away delays no deployment; no lock and no transaction
 * of the container is held while it works.
 */
@Singleton
@Startup
@DependsOn("SchemaMigrator")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class NotificationListener {
  private static final long LOOK_SECONDS = 2;

  @Resource private ManagedExecutorService executor;
  @Resource private ManagedScheduledExecutorService scheduler;
  @Inject private ResilientConnector connector;
  @Inject private DedicatedConnections connections;
  @Inject private ListenerSettings settings;
  @Inject private ListenerStatus status;
  @Inject private MicroProfileMetrics metrics;
  @Inject private BeanManager beans;
  @Inject private Journal journal;
  @Inject private ForeignChannels channels;

  private LoopRunner runner;
  private ScheduledFuture<?> looking;

  @PostConstruct
  void start() {
    ListenerLoop loop =
        new ListenerLoop(
            connector,
            connections.settings().schemas(),
            settings,
            new CdiObservers(beans, metrics, journal),
            metrics,
            status,
            journal,
            Clock.systemUTC(),
            System::nanoTime,
            RandomGenerator.getDefault(),
            channels);
    runner = new LoopRunner("listener", loop, executor);
    runner.start();
    looking =
        scheduler.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  private void look() {
    try {
      String did = runner.look();
      if (did != null) {
        journal.error("watchdog", Map.of("did", did));
      }
    } catch (RuntimeException | Error e) {
      // an exception would end the schedule, and nobody would look any more
      journal.error("watchdog", e, Map.of("did", "The listener could not be looked after."));
    }
  }

  @PreDestroy
  void stop() {
    looking.cancel(false);
    runner.stop();
  }
}

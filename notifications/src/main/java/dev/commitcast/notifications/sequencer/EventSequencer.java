package dev.commitcast.notifications.sequencer;

import dev.commitcast.notifications.loop.LoopRunner;
import dev.commitcast.notifications.metrics.MicroProfileMetrics;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.config.Owner;
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
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Runs this node's sequencer for as long as the application runs. Every node runs one; the database
 * decides which of them leads.
 */
@Singleton
@Startup
@DependsOn("SchemaMigrator")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class EventSequencer {
  private static final long LOOK_SECONDS = 2;

  @Resource private ManagedExecutorService executor;
  @Resource private ManagedScheduledExecutorService scheduler;
  @Inject @Owner private DedicatedConnections connections;
  @Inject private SequencerSettings settings;
  @Inject private SequencerStatus status;
  @Inject private MicroProfileMetrics metrics;
  @Inject private Journal journal;

  private SequencerLoop loop;
  private LoopRunner runner;
  private ScheduledFuture<?> looking;

  @PostConstruct
  void start() {
    loop =
        new SequencerLoop(
            connections,
            settings,
            metrics,
            status,
            journal,
            Clock.systemUTC(),
            System::nanoTime,
            RandomGenerator.getDefault());
    runner = new LoopRunner("sequencer", loop, executor);
    runner.start();
    looking =
        scheduler.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  /** A hint from this very program that there is work. Nothing depends on it. */
  public void wake() {
    loop.wake();
  }

  private void look() {
    String did = runner.look();
    if (did != null) {
      journal.error("watchdog", Map.of("did", did));
    }
  }

  @PreDestroy
  void stop() {
    looking.cancel(false);
    runner.stop();
  }
}

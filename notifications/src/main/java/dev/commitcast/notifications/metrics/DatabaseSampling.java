package dev.commitcast.notifications.metrics;

import dev.commitcast.notifications.listener.ListenerSettings;
import dev.commitcast.notifications.listener.ListenerStatus;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.observation.DatabaseObserver;
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
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.Config;

/**
 * Runs this node's sampler for as long as the application runs. One question follows the other's
 * answer, so that they never pile up.
 */
@Singleton
@Startup
@DependsOn("SchemaMigrator")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class DatabaseSampling {
  private static final Logger LOG = System.getLogger(DatabaseSampling.class.getName());

  @Resource private ManagedScheduledExecutorService scheduler;
  @Inject private Config config;
  @Inject private DedicatedConnections connections;
  @Inject private ListenerSettings node;
  @Inject private ListenerStatus listener;
  @Inject private Observations observations;
  @Inject private MicroProfileSamplerMetrics metrics;

  private DatabaseSampler sampler;
  private ScheduledFuture<?> sampling;

  @PostConstruct
  void start() {
    SamplerSettings settings = SamplerSettings.from(Settings.of(config));
    sampler =
        new DatabaseSampler(
            new DatabaseObserver(connections, node.node()),
            settings,
            listener,
            observations,
            metrics,
            InstantSource.system(),
            System::nanoTime);
    long pause = settings.progressEvery().toMillis();
    sampling = scheduler.scheduleWithFixedDelay(this::sample, 0, pause, TimeUnit.MILLISECONDS);
  }

  private void sample() {
    try {
      sampler.sample();
    } catch (RuntimeException | Error e) {
      // whatever it was, the next second may be better; an exception would end the schedule
      metrics.sampleFailed();
      LOG.log(Level.WARNING, "The database could not be sampled.", e);
    }
  }

  @PreDestroy
  void stop() {
    sampling.cancel(false);
    sampler.close();
  }
}

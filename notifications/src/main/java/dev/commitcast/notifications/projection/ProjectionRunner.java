package dev.commitcast.notifications.projection;

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
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Runs every bean that is an {@link AsyncProjection} for as long as the application runs. */
@Singleton
@Startup
@DependsOn("SchemaMigrator")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class ProjectionRunner {
  private static final long LOOK_SECONDS = 2;

  @Resource private ManagedScheduledExecutorService scheduler;
  @Inject private Projections projections;
  @Inject @Any private Instance<AsyncProjection> found;
  @Inject private Journal journal;

  private ScheduledFuture<?> looking;

  @PostConstruct
  void start() {
    found.forEach(projections::start);
    looking =
        scheduler.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  private void look() {
    projections.look().forEach(did -> journal.error("watchdog", Map.of("did", did)));
  }

  @PreDestroy
  void stop() {
    looking.cancel(false);
    projections.close();
  }
}

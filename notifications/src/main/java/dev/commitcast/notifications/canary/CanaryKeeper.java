package dev.commitcast.notifications.canary;

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
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Looks after this node's canary while the application runs. */
@Singleton
@Startup
@DependsOn("SchemaMigrator")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class CanaryKeeper {
  /** Readiness waits for the first canary, so it must not wait for its keeper. */
  private static final long LOOK_MILLIS = 200;

  @Resource private ManagedScheduledExecutorService scheduler;
  @Inject private Canary canary;

  private ScheduledFuture<?> looking;
  private Thread hook;

  @PostConstruct
  void start() {
    // a stopping server closes its pool before it tells any bean
    hook = new Thread(canary::end, "commitcast-canary-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    looking = scheduler.scheduleWithFixedDelay(canary::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @PreDestroy
  void stop() {
    looking.cancel(false);
    canary.end();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ignored) {
      // the hook is running already
    }
  }
}

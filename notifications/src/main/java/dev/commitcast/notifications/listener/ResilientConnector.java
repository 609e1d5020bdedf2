package dev.commitcast.notifications.listener;

import dev.commitcast.notifications.loop.LostConnection;
import dev.commitcast.notifications.prompt.PromptConnection;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.log.LogPage;
import dev.commitcast.persistence.log.LogState;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.eclipse.microprofile.faulttolerance.Retry;

/**
 * The listener's steps with retry and circuit breaker around them. Short methods that return, since
 * a breaker learns nothing from one that never does; and finite retries, since an endless one would
 * not see the listener's stop. Call it through its proxy, never through {@code this}.
 */
@ApplicationScoped
public class ResilientConnector implements Connector {
  private Connector plain;

  @Resource private ManagedExecutorService executor;

  /** For the container's proxy. */
  protected ResilientConnector() {}

  @Inject
  public ResilientConnector(
      DedicatedConnections connections, EventLog log, ListenerSettings settings) {
    this.plain = new PlainConnector(connections, log, settings, task -> executor.execute(task));
  }

  @Override
  @Retry(
      maxRetries = 2,
      delay = 100,
      jitter = 50,
      maxDuration = 10_000,
      retryOn = SQLException.class)
  @CircuitBreaker(
      requestVolumeThreshold = 12,
      failureRatio = 1.0,
      delay = 1_000,
      failOn = SQLException.class)
  public PromptConnection open() throws SQLException {
    return plain.open();
  }

  @Override
  @Retry(
      maxRetries = 2,
      delay = 50,
      jitter = 25,
      maxDuration = 10_000,
      retryOn = SQLException.class,
      abortOn = LostConnection.class)
  @CircuitBreaker(
      requestVolumeThreshold = 20,
      failureRatio = 0.75,
      delay = 1_000,
      failOn = SQLException.class)
  public LogPage readPage(PromptConnection connection, long version) throws SQLException {
    return plain.readPage(connection, version);
  }

  @Override
  @Retry(
      maxRetries = 2,
      delay = 50,
      jitter = 25,
      maxDuration = 10_000,
      retryOn = SQLException.class,
      abortOn = LostConnection.class)
  public LogState state(PromptConnection connection) throws SQLException {
    return plain.state(connection);
  }

  /** Once: a probe that cannot be sent now is sent later. */
  @Override
  public CompletableFuture<Void> notifyFromElsewhere(String channel) {
    return plain.notifyFromElsewhere(channel);
  }
}

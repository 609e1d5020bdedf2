package dev.commitcast.notifications.metrics;

import dev.commitcast.notifications.listener.ListenerStatus;
import dev.commitcast.persistence.observation.Blocker;
import dev.commitcast.persistence.observation.DatabaseObserver;
import dev.commitcast.persistence.observation.LogFigures;
import dev.commitcast.persistence.observation.LogProgress;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Asks the database, once per call, what health and metrics then tell to whoever asks. A question
 * that fails is counted, and its answer grows stale. Owned by one thread, but for its end.
 */
public final class DatabaseSampler implements AutoCloseable {
  /** Of all the time, the questions may take so little: one part of this many. */
  private static final int SHARE = 20;

  private final DatabaseObserver observer;
  private final SamplerSettings settings;
  private final ListenerStatus listener;
  private final Observations observations;
  private final SamplerMetrics metrics;
  private final LongSupplier nanoTime;
  private final BlockageMemory memory;
  private final Map<String, Long> scansBefore = new HashMap<>();
  private Long lastFigures;
  private Long restsUntil;
  private volatile boolean stopped;

  public DatabaseSampler(
      DatabaseObserver observer,
      SamplerSettings settings,
      ListenerStatus listener,
      Observations observations,
      SamplerMetrics metrics,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.observer = observer;
    this.settings = settings;
    this.listener = listener;
    this.observations = observations;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
    this.memory = new BlockageMemory(clock, nanoTime);
  }

  /**
   * Takes at most a few seconds, whatever the database does. After questions that took long, as
   * they do while a transaction that is held open keeps dead rows in the way, it leaves some calls
   * out.
   */
  public void sample() {
    long began = nanoTime.getAsLong();
    if (restsUntil != null && began - restsUntil < 0) {
      return;
    }
    try {
      try {
        List<Blocker> blockers = observer.blockers();
        boolean waiting = isWaiting();
        observations.saw(memory.after(blockers, waiting));
      } finally {
        restAfter(began);
      }
      if (lastFigures == null || began - lastFigures >= settings.figuresEvery().toNanos()) {
        lastFigures = began;
        sampleFigures();
      }
      metrics.sampled(Duration.ofNanos(nanoTime.getAsLong() - began));
    } catch (SQLException e) {
      if (!stopped) {
        metrics.sampleFailed();
      }
    }
  }

  private void restAfter(long began) {
    long now = nanoTime.getAsLong();
    Duration rest = Duration.ofNanos(now - began).multipliedBy(SHARE);
    restsUntil = now + rest.toNanos();
    observations.restFor(rest);
  }

  /** Whether events wait for versions; also if the answer itself is kept waiting. */
  private boolean isWaiting() throws SQLException {
    try {
      long handedOver = listener.version();
      LogProgress seen = observer.progress();
      observations.saw(seen);
      if (seen.head() <= handedOver || seen.head() <= listener.version()) {
        observations.caughtUp();
      }
      return seen.pending() > 0;
    } catch (SQLException e) {
      if (!DatabaseObserver.isOverLimit(e)) {
        throw e;
      }
      metrics.sampleFailed();
      return true;
    }
  }

  private void sampleFigures() throws SQLException {
    LogFigures figures = observer.figures();
    observations.saw(figures);
    figures.indexScans().forEach(this::countScans);
    observations.saw(observer.subscriptions(), observer.projections());
    metrics.followers(observations);
  }

  /** The server counts since its statistics began; a node counts since its own start. */
  private void countScans(String index, long now) {
    Long before = scansBefore.put(index, now);
    metrics.indexScanned(index, before == null || now < before ? 0 : now - before);
  }

  /** Ends it at once, also from another thread while it asks. */
  @Override
  public void close() {
    stopped = true;
    observer.abort();
  }
}

package dev.commitcast.notifications.metrics;

import dev.commitcast.notifications.listener.ListenerStatus;
import dev.commitcast.persistence.observation.FollowerLag;
import dev.commitcast.persistence.observation.LogFigures;
import dev.commitcast.persistence.observation.LogProgress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What the sampler has last seen of the database; what it has not seen for too long is not told.
 * Written by the sampler's thread, read by any, and no reader ever waits.
 */
public final class Observations {
  private final LongSupplier nanoTime;
  private final Sampled<LogProgress> progress;
  private final Sampled<Optional<Blockage>> blockage;
  private final Sampled<LogFigures> figures;
  private final Sampled<List<FollowerLag>> subscriptions;
  private final Sampled<List<FollowerLag>> projections;
  private volatile long caughtUpAt;

  public Observations(SamplerSettings settings, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.progress = new Sampled<>(settings.progressValid(), nanoTime);
    this.blockage = new Sampled<>(settings.progressValid(), nanoTime);
    this.figures = new Sampled<>(settings.figuresValid(), nanoTime);
    this.subscriptions = new Sampled<>(settings.figuresValid(), nanoTime);
    this.projections = new Sampled<>(settings.figuresValid(), nanoTime);
    this.caughtUpAt = nanoTime.getAsLong();
  }

  void saw(LogProgress seen) {
    progress.set(seen);
  }

  void saw(Optional<Blockage> seen) {
    blockage.set(seen);
  }

  void saw(LogFigures seen) {
    figures.set(seen);
  }

  void saw(List<FollowerLag> seenSubscriptions, List<FollowerLag> seenProjections) {
    subscriptions.set(seenSubscriptions);
    projections.set(seenProjections);
  }

  /** Where the log stands and who is in the way is not asked for so long. */
  void restFor(Duration pause) {
    progress.restFor(pause);
    blockage.restFor(pause);
  }

  /** This node had handed over everything that was known to be there. */
  void caughtUp() {
    caughtUpAt = nanoTime.getAsLong();
  }

  public Optional<LogProgress> progress() {
    return progress.get();
  }

  /** Who keeps events from getting versions; empty also if that is not known. */
  public Optional<Blockage> blockage() {
    return blockage.get().flatMap(seen -> seen);
  }

  public Optional<LogFigures> figures() {
    return figures.get();
  }

  /** Of persistent subscriptions. */
  public Optional<List<FollowerLag>> subscriptions() {
    return subscriptions.get();
  }

  public Optional<List<FollowerLag>> projections() {
    return projections.get();
  }

  /** The newest version that this node knows of, from whomever. */
  public long head(ListenerStatus listener) {
    return Math.max(listener.head(), progress().map(LogProgress::head).orElse(0L));
  }

  /** Versions that are there and that this node has not handed over. */
  public long lag(ListenerStatus listener) {
    return Math.max(0, head(listener) - listener.version());
  }

  /** For how long there have been such versions, by this node's clock; zero if there are none. */
  public Duration lagTime(ListenerStatus listener) {
    return lag(listener) == 0
        ? Duration.ZERO
        : Duration.ofNanos(Math.max(0, nanoTime.getAsLong() - caughtUpAt));
  }
}

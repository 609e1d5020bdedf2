package dev.commitcast.notifications.metrics;

import java.time.Duration;

/** What the sampler counts. Called by one thread, quick and never throwing. */
public interface SamplerMetrics {
  /** Counts nothing. */
  SamplerMetrics NONE = new SamplerMetrics() {};

  /** The database was asked everything that was due. */
  default void sampled(Duration time) {}

  /** A question had no answer. */
  default void sampleFailed() {}

  /** An index of the log was used so often since it was last asked. */
  default void indexScanned(String index, long times) {}

  /** Persistent subscriptions and projections were seen, perhaps others than before. */
  default void followers(Observations seen) {}
}

package dev.commitcast.web.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Optional;

/**
 * A token bucket for each caller, of as many callers as are remembered. A bucket that nobody has
 * used for so long that it is full again is forgotten; so is one, with what was taken from it, when
 * more callers come than are remembered. Thread-safe.
 */
final class CallRates {
  private final Rate rate;
  private final TimeMeter clock;
  private final Cache<String, Bucket> buckets;

  CallRates(Rate rate, int callers, TimeMeter clock) {
    this.rate = rate;
    this.clock = clock;
    long refill = rate.isLimit() ? rate.burst() / rate.perSecond() + 1 : 1;
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(callers)
            .expireAfterAccess(Duration.ofSeconds(refill))
            .build();
  }

  /** How long the caller must wait; empty if it may go on, which is counted then. */
  Optional<Duration> take(String caller, boolean nameless) {
    if (!rate.isLimit() || (nameless && !rate.forNameless())) {
      return Optional.empty();
    }
    ConsumptionProbe probe =
        buckets.get(caller, key -> fullBucket()).tryConsumeAndReturnRemaining(1);
    return probe.isConsumed()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
  }

  /** How long the caller must wait; empty if it may go on. Counts and remembers nothing. */
  Optional<Duration> untilFree(String caller, boolean nameless) {
    if (!rate.isLimit() || (nameless && !rate.forNameless())) {
      return Optional.empty();
    }
    Bucket known = buckets.getIfPresent(caller);
    if (known == null) {
      return Optional.empty();
    }
    EstimationProbe probe = known.estimateAbilityToConsume(1);
    return probe.canBeConsumed()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
  }

  /** Of how many callers something is remembered. */
  long remembered() {
    buckets.cleanUp();
    return buckets.estimatedSize();
  }

  private Bucket fullBucket() {
    return Bucket.builder()
        .addLimit(
            limit ->
                limit.capacity(rate.burst()).refillGreedy(rate.perSecond(), Duration.ofSeconds(1)))
        .withCustomTimePrecision(clock)
        .build();
  }
}

package dev.commitcast.notifications.metrics;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The last answer of the database, for as long as it may still be told. Written by one thread, read
 * by any.
 *
 * @param <T> immutable
 */
final class Sampled<T> {
  private record Answer<T>(T value, long at) {}

  private final Duration valid;
  private final LongSupplier nanoTime;
  private volatile Duration rest = Duration.ZERO;
  private volatile Answer<T> last;

  Sampled(Duration valid, LongSupplier nanoTime) {
    this.valid = valid;
    this.nanoTime = nanoTime;
  }

  void set(T value) {
    last = new Answer<>(value, nanoTime.getAsLong());
  }

  /** For how long nobody asks on purpose; the answer lasts so much longer. */
  void restFor(Duration pause) {
    rest = pause;
  }

  /** Empty if there was none, or none for too long. */
  Optional<T> get() {
    Answer<T> answer = last;
    return answer == null || age(answer).compareTo(valid.plus(rest)) > 0
        ? Optional.empty()
        : Optional.of(answer.value());
  }

  private Duration age(Answer<T> answer) {
    return Duration.ofNanos(nanoTime.getAsLong() - answer.at());
  }
}

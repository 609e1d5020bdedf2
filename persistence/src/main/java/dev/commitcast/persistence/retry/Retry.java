package dev.commitcast.persistence.retry;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/**
 * Attempts with growing pauses between them. Immutable, thread-safe.
 *
 * @param attempts at most
 * @param delay before the second; the third waits twice as long, and so on
 * @param worthwhile whether a failure is worth another attempt
 * @param pause how it waits
 */
public record Retry(int attempts, Duration delay, Predicate<Throwable> worthwhile, Pause pause) {
  public Retry {
    if (attempts < 1) {
      throw new IllegalArgumentException("There is one attempt at least, not " + attempts + ".");
    }
    Objects.requireNonNull(delay, "Attempts need a pause between them, if only a short one.");
    Objects.requireNonNull(worthwhile, "Not every failure is worth another attempt.");
    Objects.requireNonNull(pause, "Attempts need a way to wait.");
  }

  /** The answer of the first attempt that succeeds, or the failure of the last one. */
  public <T> T run(Callable<T> work) throws Exception {
    for (int attempt = 1; ; attempt++) {
      try {
        return work.call();
      } catch (Exception e) {
        if (attempt >= attempts || !worthwhile.test(e)) {
          throw e;
        }
        rest(attempt, e);
      }
    }
  }

  private void rest(int attempt, Exception failure) throws Exception {
    try {
      pause.sleep(delay.multipliedBy(attempt));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure.addSuppressed(e);
      throw failure;
    }
  }
}

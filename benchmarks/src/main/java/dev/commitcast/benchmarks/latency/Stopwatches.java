package dev.commitcast.benchmarks.latency;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Start and arrival of each row, by its key. Thread-safe. */
final class Stopwatches {
  private final Map<Long, Long> started = new ConcurrentHashMap<>();
  private final Map<Long, Long> taken = new ConcurrentHashMap<>();

  void start(long key) {
    started.put(key, System.nanoTime());
  }

  /** Stops the first time only; keys that were not started here are ignored. */
  void stop(long key) {
    long now = System.nanoTime();
    Long start = started.get(key);
    if (start != null) {
      taken.putIfAbsent(key, now - start);
    }
  }

  int missing() {
    return started.size() - taken.size();
  }

  int count() {
    return taken.size();
  }

  /** A percentile in milliseconds. */
  double millis(double percentile) {
    long[] sorted = taken.values().stream().mapToLong(Long::longValue).sorted().toArray();
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int index = (int) Math.ceil(percentile / 100 * sorted.length) - 1;
    return sorted[Math.max(0, Math.min(sorted.length - 1, index))] / 1e6;
  }
}

package dev.commitcast.server.leak;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts by name. Thread-safe. */
final class Figures {
  private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();

  void count(String name) {
    count(name, 1);
  }

  void count(String name, long more) {
    counts.computeIfAbsent(name, key -> new LongAdder()).add(more);
  }

  long of(String name) {
    return counts.getOrDefault(name, new LongAdder()).sum();
  }

  @Override
  public String toString() {
    Map<String, Long> sums = new TreeMap<>();
    counts.forEach((name, count) -> sums.put(name, count.sum()));
    return sums.toString();
  }
}

package dev.commitcast.server.faults.soak;

import java.util.Map;
import java.util.TreeMap;

/**
 * What was measured at a moment.
 *
 * @param life whose; figures of different lives are never compared
 * @param figures by name, such as {@code heap kB}
 */
record Sample(String life, long atSeconds, Map<String, Long> figures) {
  Sample {
    figures = Map.copyOf(figures);
  }

  Map<String, Long> sorted() {
    return new TreeMap<>(figures);
  }
}

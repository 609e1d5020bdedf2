package dev.commitcast.server.faults.soak;

import java.util.List;

/**
 * One figure of one life, early and late.
 *
 * @param early the median of the second sixth
 * @param late the median of the last sixth
 * @param most what the late one may be
 */
record Trend(String life, String figure, int samples, long early, long late, long most) {
  private static final int PARTS = 6;
  private static final int FEWEST = 2 * PARTS;

  boolean isFlat() {
    return late <= most;
  }

  /** Whether there are enough samples to say anything. */
  static boolean isLong(int samples) {
    return samples >= FEWEST;
  }

  static Trend of(String life, String figure, List<Long> values) {
    int part = Math.max(1, values.size() / PARTS);
    long early = median(values.subList(part, Math.min(2 * part, values.size())));
    long late = median(values.subList(values.size() - part, values.size()));
    return new Trend(life, figure, values.size(), early, late, Tolerance.of(figure).most(early));
  }

  static long median(List<Long> values) {
    List<Long> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}

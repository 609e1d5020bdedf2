package dev.commitcast.notifications.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class RingTest {
  /** The newest events whose sizes together fit, found the long way. */
  private static List<EncodedEvent> naive(List<EncodedEvent> all, long maxBytes) {
    int from = all.size();
    long bytes = 0;
    while (from > 0 && bytes + all.get(from - 1).size() <= maxBytes) {
      bytes += all.get(--from).size();
    }
    return all.subList(from, all.size());
  }

  @Property(tries = 300)
  void holdsTheNewestEventsThatFit(
      @ForAll @Size(max = 60) List<@IntRange(min = 2, max = 3_000) Integer> sizes,
      @ForAll @LongRange(max = 40_000) long maxBytes,
      @ForAll @LongRange(max = 1_000) long begin) {
    Ring ring = new Ring(maxBytes, begin);
    List<EncodedEvent> all = new ArrayList<>();
    for (int size : sizes) {
      EncodedEvent event = new EncodedEvent(TestEvents.large(begin + all.size() + 1, size), 1);
      all.add(event);
      ring.add(event);
      check(ring, all, naive(all, maxBytes), begin);
    }
  }

  private static void check(
      Ring ring, List<EncodedEvent> all, List<EncodedEvent> kept, long begin) {
    long end = begin + all.size();
    assertThat(ring.size()).isEqualTo(kept.size());
    assertThat(ring.bytes()).isEqualTo(kept.stream().mapToLong(EncodedEvent::size).sum());
    for (long version = Math.max(0, begin - 2); version <= end + 2; version++) {
      long after = version;
      boolean covered = version >= end - kept.size();
      assertThat(ring.coversAfter(version)).isEqualTo(covered);
      EncodedEvent there = kept.stream().filter(e -> e.version() == after).findFirst().orElse(null);
      assertThat(ring.find(version)).isSameAs(there);
      if (covered) {
        List<EncodedEvent> found = new ArrayList<>();
        ring.after(version).forEachRemaining(found::add);
        assertThat(found).isEqualTo(kept.stream().filter(e -> e.version() > after).toList());
      }
    }
  }

  @Property(tries = 1)
  void staysInOrderOverManyEvents() {
    Ring ring = new Ring(100 * new EncodedEvent(TestEvents.event(1), 1).size(), 0);
    for (long version = 1; version <= 20_000; version++) {
      ring.add(new EncodedEvent(TestEvents.event(version), 1));
    }
    assertThat(ring.size()).isBetween(90, 100);
    List<Long> found = new ArrayList<>();
    ring.after(19_950).forEachRemaining(event -> found.add(event.version()));
    assertThat(found).hasSize(50).isSorted().startsWith(19_951L).endsWith(20_000L);
  }
}

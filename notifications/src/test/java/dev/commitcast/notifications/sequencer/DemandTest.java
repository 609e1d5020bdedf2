package dev.commitcast.notifications.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class DemandTest {
  /** Beside a list of everything: what is counted lies in the stretch, give or take one slice. */
  @Property(tries = 200)
  void countsWhatCameWithinTheStretch(@ForAll long seed) {
    Random random = new Random(seed);
    AtomicLong now = new AtomicLong(random.nextLong() >> 2);
    Demand demand = new Demand(now::get);
    List<long[]> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      now.addAndGet(
          Duration.ofMillis(random.nextInt(random.nextInt(10) == 0 ? 5_000 : 80)).toNanos());
      int events = random.nextInt(5);
      demand.add(events);
      all.add(new long[] {now.get(), events});
      Duration stretch = Duration.ofMillis(50L * (1 + random.nextInt(20)));
      assertThat(demand.within(stretch))
          .isBetween(
              sum(all, now.get() - stretch.toNanos() + Duration.ofMillis(50).toNanos()),
              sum(all, now.get() - stretch.toNanos()));
    }
  }

  private static int sum(List<long[]> all, long after) {
    return all.stream().filter(e -> e[0] > after).mapToInt(e -> (int) e[1]).sum();
  }
}

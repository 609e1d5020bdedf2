package dev.commitcast.notifications.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class BackOffTest {
  @Property
  void everyPauseLiesBetweenHalfTheFirstDelayAndItsBound(
      @ForAll @LongRange(min = 1, max = 10_000) long first,
      @ForAll @LongRange(min = 0, max = 100_000) long more,
      @ForAll @IntRange(min = 1, max = 1_000_000) int attempt,
      @ForAll long seed) {
    Duration cap = Duration.ofMillis(first + more);
    BackOff backOff = new BackOff(Duration.ofMillis(first), cap, new Random(seed));
    Duration pause = backOff.before(attempt);
    assertThat(pause).isPositive();
    assertThat(pause.toMillis()).isGreaterThanOrEqualTo(Math.max(1, first / 2));
    assertThat(pause).isLessThanOrEqualTo(cap);
    assertThat(pause).isLessThanOrEqualTo(backOff.bound(attempt));
  }

  @Property
  void theBoundDoublesUntilTheCap(@ForAll @IntRange(min = 1, max = 100) int attempt) {
    BackOff backOff = new BackOff(Duration.ofMillis(100), Duration.ofSeconds(5), new Random(1));
    Duration bound = backOff.bound(attempt);
    Duration next = backOff.bound(attempt + 1);
    assertThat(next)
        .isEqualTo(
            bound.multipliedBy(2).compareTo(Duration.ofSeconds(5)) > 0
                ? Duration.ofSeconds(5)
                : bound.multipliedBy(2));
  }

  @Example
  void pausesOfManyNodesDoNotFallTogether() {
    long different =
        LongStream.range(0, 50)
            .map(
                seed ->
                    new BackOff(
                            Duration.ofSeconds(1), Duration.ofSeconds(5), new Random(seed * 7919))
                        .before(4)
                        .toMillis())
            .distinct()
            .count();
    assertThat(different).isGreaterThan(40);
  }

  @Example
  void refusesWhatCannotWork() {
    assertThatThrownBy(() -> new BackOff(Duration.ZERO, Duration.ofSeconds(1), new Random()))
        .hasMessageContaining("more than 0");
    assertThatThrownBy(
            () -> new BackOff(Duration.ofSeconds(2), Duration.ofSeconds(1), new Random()))
        .hasMessageContaining("at least the first delay");
  }
}

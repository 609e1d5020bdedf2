package dev.commitcast.domain.ulid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class UlidGeneratorTest {
  /** A clock that shows what it is told. */
  private static final class ToldClock extends Clock {
    private long now;

    @Override
    public long millis() {
      return now;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(now);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  /** Draws only ones, so that counting up overflows at once. */
  private static final class OnlyOnes extends Random {
    private static final long serialVersionUID = 1L;

    @Override
    protected int next(int bits) {
      return (int) ((1L << bits) - 1);
    }

    @Override
    public long nextLong() {
      return -1L;
    }
  }

  @Property
  void risesWhateverTheClockDoes(
      @ForAll @Size(min = 2, max = 50) List<@LongRange(min = 0, max = 1L << 40) Long> times,
      @ForAll long seed) {
    ToldClock clock = new ToldClock();
    UlidGenerator generator = new UlidGenerator(clock, new Random(seed));
    List<Ulid> made = new ArrayList<>();
    for (long time : times) {
      clock.now = time;
      made.add(generator.next());
    }

    assertThat(made).isSorted().doesNotHaveDuplicates();
  }

  @Property
  void carriesTheTimeOfAClockThatGoesOn(
      @ForAll @LongRange(min = 0, max = (1L << 48) - 1) long millis) {
    ToldClock clock = new ToldClock();
    clock.now = millis;

    assertThat(new UlidGenerator(clock, new Random(1)).next().madeAt())
        .isEqualTo(Instant.ofEpochMilli(millis));
  }

  @Test
  void borrowsTheNextMillisecondWhenOneIsUsedUp() {
    ToldClock clock = new ToldClock();
    clock.now = 1_000;
    UlidGenerator generator = new UlidGenerator(clock, new OnlyOnes());

    Ulid last = generator.next();
    Ulid next = generator.next();

    assertThat(next).isGreaterThan(last);
    assertThat(next.madeAt()).isEqualTo(Instant.ofEpochMilli(1_001));
  }

  @Test
  void givesEachThreadItsOwn() {
    UlidGenerator generator = new UlidGenerator(Clock.systemUTC(), new Random(7));
    Set<Ulid> made = ConcurrentHashMap.newKeySet();

    IntStream.range(0, 20_000).parallel().forEach(i -> made.add(generator.next()));

    assertThat(made).hasSize(20_000);
  }

  @Test
  void refusesAClockThatIsFarOff() {
    ToldClock clock = new ToldClock();
    clock.now = 1L << 48;

    assertThatThrownBy(new UlidGenerator(clock, new Random(1))::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("clock");
  }
}

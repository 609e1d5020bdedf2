package dev.commitcast.notifications.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WatchdogTest {
  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger cuts = new AtomicInteger();
  private final Heartbeat heart = new Heartbeat(now::get);
  private final Watchdog watchdog =
      new Watchdog(heart, () -> Duration.ofSeconds(10), cuts::incrementAndGet);

  @Test
  void cutsALoopThatHasBeenSilentForLong() {
    heart.beat();
    now.addAndGet(Duration.ofSeconds(10).toNanos());
    assertThat(watchdog.look()).isFalse();
    now.incrementAndGet();
    assertThat(watchdog.look()).isTrue();
    assertThat(cuts).hasValue(1);
  }

  @Test
  void leavesALoopAloneThatHasNotBegunOrHasEnded() {
    now.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(watchdog.look()).isFalse();
    heart.beat();
    heart.rest();
    now.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(watchdog.look()).isFalse();
  }
}

package dev.commitcast.notifications.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class StopFlagTest {
  private final StopFlag stop = new StopFlag();

  @Test
  void anInterruptEndsAPauseAndIsNoStop() {
    Thread.currentThread().interrupt();
    stop.pause(Duration.ofMinutes(1));
    assertThat(stop.isRaised()).isFalse();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void aStopEndsAPause() {
    stop.raise();
    stop.pause(Duration.ofMinutes(1));
    assertThat(stop.isRaised()).isTrue();
  }
}

package dev.commitcast.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RepetitionTest {
  private final AtomicLong now = new AtomicLong();
  private final Repetition repetition = new Repetition(now::get);

  @Test
  void aTroubleThatLastsIsToldOnceAMinute() {
    assertThat(repetition.mayBeTold()).isTrue();
    now.addAndGet(Duration.ofSeconds(59).toNanos());
    assertThat(repetition.mayBeTold()).isFalse();
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(repetition.mayBeTold()).isTrue();
    assertThat(repetition.mayBeTold()).isFalse();
  }

  @Test
  void aNewTroubleIsToldAtOnce() {
    assertThat(repetition.mayBeTold(true)).isTrue();
    assertThat(repetition.mayBeTold(true)).isTrue();
    assertThat(repetition.mayBeTold(false)).isFalse();
  }
}

package dev.commitcast.notifications.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BatchSizeTest {
  private final BatchSize batch = new BatchSize(1_000, 20_000);

  @Test
  void growsWhileSomethingIsLeftOverAndReturnsThen() {
    for (int expected : new int[] {2_000, 4_000, 8_000, 16_000, 20_000, 20_000}) {
      batch.succeeded(true);
      assertThat(batch.rows()).isEqualTo(expected);
    }
    batch.succeeded(false);
    assertThat(batch.rows()).isEqualTo(1_000);
  }

  @Test
  void halvesWhenItTakesTooLongButNotForEver() {
    batch.tooSlow();
    assertThat(batch.rows()).isEqualTo(500);
    for (int i = 0; i < 20; i++) {
      batch.tooSlow();
    }
    assertThat(batch.rows()).isEqualTo(100);
    BatchSize small = new BatchSize(10, 10);
    small.tooSlow();
    assertThat(small.rows()).isEqualTo(10);
  }

  @Test
  void refusesSizesThatCannotWork() {
    assertThatThrownBy(() -> new BatchSize(0, 1)).hasMessageContaining("0 to 1");
    assertThatThrownBy(() -> new BatchSize(5, 4)).hasMessageContaining("5 to 4");
  }
}

package dev.commitcast.notifications.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.persistence.log.LogState;
import java.util.List;
import org.junit.jupiter.api.Test;

class PositionTest {
  @Test
  void stays() {
    assertThat(new Position(1, 50).in(state(60, epoch(1, 1)))).isEqualTo(new Position(1, 50));
  }

  @Test
  void goesBackToWhereAnUnknownEpochBegan() {
    assertThat(new Position(1, 100).in(state(150, epoch(1, 1), epoch(2, 91))))
        .isEqualTo(new Position(2, 90));
  }

  @Test
  void goesBackToTheLowestOfSeveralUnknownEpochs() {
    assertThat(new Position(1, 100).in(state(150, epoch(1, 1), epoch(2, 91), epoch(3, 95))))
        .isEqualTo(new Position(3, 90));
  }

  @Test
  void takesANewEpochThatLostNothingAsItIs() {
    assertThat(new Position(1, 50).in(state(80, epoch(1, 1), epoch(2, 71))))
        .isEqualTo(new Position(2, 50));
  }

  @Test
  void goesBackToTheEndOfALogThatHasBecomeShorter() {
    assertThat(new Position(1, 100).in(state(90, epoch(1, 1)))).isEqualTo(new Position(1, 90));
  }

  private static LogState state(long head, LogState.Epoch... epochs) {
    return new LogState(head, 1, List.of(epochs));
  }

  private static LogState.Epoch epoch(int number, long from) {
    return new LogState.Epoch(number, from);
  }
}

package dev.commitcast.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.persistence.log.LogState.Epoch;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogStateTest {
  @Test
  void honoursWhatIsStillThereAndNothingElse() {
    LogState state = new LogState(100, 11, List.of(new Epoch(1, 1)));
    assertThat(state.honours(new Cursor(1, 100))).isTrue();
    assertThat(state.honours(new Cursor(1, 10))).isTrue();
    assertThat(state.honours(new Cursor(1, 9))).as("the event 10 is gone").isFalse();
    assertThat(state.honours(new Cursor(1, 101))).as("of the future").isFalse();
    assertThat(state.honours(new Cursor(2, 50))).as("of an epoch not known").isFalse();
  }

  @Test
  void anEmptyLogHonoursItsBeginning() {
    LogState state = new LogState(0, 1, List.of(new Epoch(1, 1)));
    assertThat(state.beginning()).isEqualTo(new Cursor(1, 0));
    assertThat(state.honours(state.beginning())).isTrue();
    assertThat(state.honours(new Cursor(1, 1))).isFalse();
  }

  @Test
  void refusesCursorsOfAFutureThatWasTakenBack() {
    LogState state = new LogState(120, 1, List.of(new Epoch(1, 1), new Epoch(2, 96)));
    assertThat(state.epoch()).isEqualTo(2);
    assertThat(state.honours(new Cursor(1, 95))).isTrue();
    assertThat(state.honours(new Cursor(1, 96))).isFalse();
    assertThat(state.honours(new Cursor(2, 96))).isTrue();
    assertThat(state.honours(new Cursor(2, 40))).as("read in the new epoch").isTrue();
  }

  @Test
  void aLaterRecoveryTakesBackMoreThanAnEarlierOne() {
    LogState state =
        new LogState(200, 1, List.of(new Epoch(1, 1), new Epoch(2, 96), new Epoch(3, 51)));
    assertThat(state.honours(new Cursor(1, 50))).isTrue();
    assertThat(state.honours(new Cursor(1, 80))).as("taken back by epoch 3").isFalse();
    assertThat(state.honours(new Cursor(2, 99))).isFalse();
    assertThat(state.honours(new Cursor(3, 80))).isTrue();
  }

  @Test
  void aLogWithoutAnEpochIsNoLog() {
    assertThatThrownBy(() -> new LogState(0, 1, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one epoch");
  }
}

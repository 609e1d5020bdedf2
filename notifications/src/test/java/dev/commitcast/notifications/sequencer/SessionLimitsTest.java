package dev.commitcast.notifications.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.persistence.config.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SessionLimitsTest {
  @Property
  void aStatementAndTheSilenceAfterItEndWhenTheSequencerCountsAsDead(
      @ForAll @IntRange(min = 5_000, max = 60_000) int millis) {
    Duration deadAfter = Duration.ofMillis(millis);
    SessionLimits limits = SessionLimits.within(deadAfter);
    assertThat(limits.statement().plus(limits.silence())).isLessThanOrEqualTo(deadAfter);
    assertThat(limits.lock()).isLessThan(limits.statement());
    assertThat(limits.answer()).isGreaterThan(limits.statement()).isLessThan(deadAfter);
    assertThat(limits.silence()).isGreaterThanOrEqualTo(deadAfter.dividedBy(5).multipliedBy(2));
  }

  @Test
  void aLeaderThatLooksTooSeldomForItIsRefused() {
    Map<String, String> values = Map.of("commitcast.sequencer.safety-drain", "3s");
    Settings settings = Settings.from(key -> Optional.ofNullable(values.get(key)));
    assertThatThrownBy(() -> SequencerSettings.from(settings, "node"))
        .hasMessageContaining("commitcast.sequencer.dead-after")
        .hasMessageContaining("safety-drain");
  }

  @Test
  void moreTimeIsGivenOnlyWhenSmallBatchesAreCancelledToo() {
    StatementTime time = new StatementTime(Duration.ofSeconds(6));
    assertThat(time.tooShort()).isFalse();
    assertThat(time.tooShort()).isFalse();
    assertThat(time.tooShort()).isTrue();
    assertThat(time.current()).hasSeconds(12);
    assertThat(time.sufficed(Duration.ofSeconds(5))).isFalse();
    assertThat(time.current()).hasSeconds(12);
    assertThat(time.sufficed(Duration.ofSeconds(1))).isTrue();
    assertThat(time.current()).hasSeconds(6);
    for (int i = 0; i < 20; i++) {
      time.tooShort();
    }
    assertThat(time.current()).hasSeconds(96);
  }
}

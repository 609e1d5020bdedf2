package dev.commitcast.notifications.stop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.persistence.config.Settings;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StopSettingsCheckTest {
  @Test
  void waitsFourSecondsUnlessAskedOtherwise() {
    assertThat(StopSettingsCheck.patience(with(null))).isEqualTo(Duration.ofSeconds(4));
    assertThat(StopSettingsCheck.patience(with("30s"))).isEqualTo(Duration.ofSeconds(30));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "10ms", "1d", "soon"})
  void refusesWhatWouldEndNoStopOrCutEveryRequest(String text) {
    assertThatThrownBy(() -> new StopSettingsCheck().check(with(text)))
        .hasMessageContaining(StopSettingsCheck.KEY);
  }

  private static Settings with(String patience) {
    return Settings.from(key -> Optional.ofNullable(patience));
  }
}

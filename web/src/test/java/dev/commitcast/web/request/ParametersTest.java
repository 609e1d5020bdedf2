package dev.commitcast.web.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.web.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {
  @Test
  void aLimitMayBeLeftOut() {
    assertThat(Parameters.limit(null, 50, 500)).isEqualTo(50);
    assertThat(Parameters.limit("500", 50, 500)).isEqualTo(500);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "501", "1.5", "ten", "99999999999999", "\u0661"})
  void aLimitIsAWholeNumberInItsRange(String text) {
    assertThatThrownBy(() -> Parameters.limit(text, 50, 500))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("1 to 500");
  }

  @Test
  void aTimeNeedsItsOffset() {
    assertThat(Parameters.time("from", "2026-11-21T10:00:00Z", null)).isNotNull();
    assertThatThrownBy(() -> Parameters.time("from", "2026-11-21T10:00:00 01:00", null))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("%2B");
  }
}

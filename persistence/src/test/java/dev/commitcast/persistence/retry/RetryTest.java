package dev.commitcast.persistence.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.persistence.error.Transience;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryTest {
  private final List<Duration> pauses = new ArrayList<>();
  private int calls;

  private Retry writes() {
    return new Retry(3, Duration.ofMillis(50), Transience::changedNothing, pauses::add);
  }

  private String failing(int times, String state) throws SQLException {
    if (++calls <= times) {
      throw new SQLException("away", state);
    }
    return "done";
  }

  @ParameterizedTest
  @ValueSource(strings = {"40001", "40P01", "55P03", "53300", "57P03", "08001"})
  void aWriteThatChangedNothingIsDoneAgainAfterGrowingPauses(String state) throws Exception {
    assertThat(writes().run(() -> failing(2, state))).isEqualTo("done");
    assertThat(pauses).containsExactly(Duration.ofMillis(50), Duration.ofMillis(100));
  }

  @ParameterizedTest
  @ValueSource(strings = {"08003", "08006", "08007", "57P01", "57P02"})
  void aWriteWhoseOutcomeIsUnknownIsNotDoneAgainButAReadIs(String state) {
    assertThatThrownBy(() -> writes().run(() -> failing(1, state)))
        .isInstanceOf(SQLException.class);
    assertThat(calls).isEqualTo(1);
    assertThat(Transience.mayPass(new IllegalStateException(new SQLException("x", state))))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"23505", "23503", "42501", "28P01", "3D000", "53100", "P0001", "57014"})
  void whatDoesNotPassIsNotTriedAgain(String state) {
    assertThat(Transience.mayPass(new SQLException("no", state))).isFalse();
    assertThat(Transience.changedNothing(new SQLException("no", state))).isFalse();
  }

  @Test
  void aCertificateThatIsNotTrustedIsNoPassingMatter() {
    SQLException distrust = new SQLException("TLS", "08001", new CertificateException("not ours"));
    assertThat(Transience.mayPass(distrust)).isFalse();
    assertThat(Transience.changedNothing(distrust)).isFalse();
  }

  @Test
  void theLastFailureIsTheAnswer() {
    assertThatThrownBy(() -> writes().run(() -> failing(9, "40001")))
        .isInstanceOf(SQLException.class);
    assertThat(calls).isEqualTo(3);
  }
}

package dev.commitcast.web.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.commitcast.web.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class BodyLimitTest {
  private static InputStream limited(int size, int limit) {
    return new BodyLimit.Limited(new ByteArrayInputStream(new byte[size]), BodyLimit.KEY, limit);
  }

  @Test
  void letsThroughWhatFits() throws IOException {
    assertThat(limited(100, 100).readAllBytes()).hasSize(100);
    assertThat(limited(0, 100).read()).isEqualTo(-1);
  }

  @Test
  void stopsAtTheFirstByteTooMuch() {
    ProblemException tooLarge =
        catchThrowableOfType(ProblemException.class, () -> limited(101, 100).readAllBytes());

    assertThat(tooLarge.problem().status()).isEqualTo(413);
    assertThat(tooLarge.problem().toJson().getInt("limit")).isEqualTo(100);
  }
}

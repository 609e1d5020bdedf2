package dev.commitcast.web.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip|true",
        "gzip, deflate|true",
        "br;q=1.0, GZIP;q=0.8|true",
        "*|true",
        "deflate|false",
        "gzip;q=0|false",
        "gzip;q=0.000|false",
        "identity|false",
        "|false"
      })
  void packsForThoseWhoUnpack(String acceptEncoding, boolean packs) {
    assertThat(Answer.acceptsGzip(acceptEncoding)).isEqualTo(packs);
  }
}

package dev.commitcast.web.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaRangesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "text/html, */*;q=0.8, application/xml;q=0.9",
        "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",
        "application/json; charset=\"utf-8\"",
        "application/vnd.x+json;v=1;",
        "*/*"
      })
  void takesWhatClientsSend(String value) {
    assertThat(MediaRanges.isWellFormed(value)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {";", "/", "json", "a/b/c", "a/b;;;", "a/b;c", "text/html;q=2", "a/b;q=x", "a b/c"})
  void refusesWhatIsNoMediaType(String value) {
    assertThat(MediaRanges.isWellFormed(value)).isFalse();
  }

  @Test
  void isQuickWithLongNonsense() {
    String nonsense = "a/b" + ";a=b".repeat(5_000) + "\"".repeat(5_000);

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(5), () -> assertThat(MediaRanges.isWellFormed(nonsense)).isFalse());
  }
}

package dev.commitcast.web.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotificationFormatTest {
  private static String text(byte[] frame) {
    return new String(frame, StandardCharsets.UTF_8);
  }

  @Test
  void printsOneDataLineForEachLine() {
    assertThat(text(NotificationFormat.notification("c", "one")))
        .isEqualTo("event: c\ndata: one\n\n");
    assertThat(text(NotificationFormat.notification("c", ""))).isEqualTo("event: c\ndata: \n\n");
    assertThat(text(NotificationFormat.notification("c", "a\nb\r\nc\rd\n")))
        .isEqualTo("event: c\ndata: a\ndata: b\ndata: c\ndata: d\ndata: \n\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x\n\nevent: forged\ndata: y", "x\r\rid: 7", "x\r\n\r\nretry: 1"})
  void noPayloadForgesAFrame(String payload) {
    String frame = text(NotificationFormat.notification("c", payload));

    assertThat(frame.lines().skip(1)).allMatch(line -> line.isEmpty() || line.startsWith("data: "));
    assertThat(frame.indexOf("\n\n")).isEqualTo(frame.length() - 2);
    assertThat(frame).doesNotContain("\r");
  }

  @Test
  void aNameWithALineEndIsNoName() {
    assertThat(NotificationFormat.canName("with space; \u00e9")).isTrue();
    assertThat(NotificationFormat.canName("a\nb")).isFalse();
    assertThat(NotificationFormat.canName("a\rb")).isFalse();
  }

  @Test
  void beginsWithACommentAndSaysWhenToComeBack() {
    assertThat(text(NotificationFormat.greeting(Duration.ofSeconds(3))))
        .isEqualTo(": commitcast\nretry: 3000\n\n");
    assertThat(text(NotificationFormat.gap("reconnected")))
        .isEqualTo("event: gap\ndata: {\"reason\":\"reconnected\"}\n\n");
  }
}

package dev.commitcast.notifications.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelLimitsTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "Mixed Case", "\"quoted\"", "two\nlines", "\uD83D\uDE00", "; DROP"})
  void takesWhatPostgresTakes(String name) {
    assertThat(ChannelLimits.channel(name)).isEqualTo(name);
  }

  @Test
  void countsBytesAndNotLetters() {
    assertThat(ChannelLimits.channel("x".repeat(63))).hasSize(63);
    assertThat(ChannelLimits.channel("\u00e9".repeat(31))).hasSize(31);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChannelLimits.channel("\u00e9".repeat(32)))
        .withMessageContaining("at most 63 bytes")
        .withMessageContaining("not 64");
    assertThat(ChannelLimits.payload("\u00e9".repeat(3_999) + "x")).hasSize(4_000);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChannelLimits.payload("\u00e9".repeat(4_000)))
        .withMessageContaining("at most 7999 bytes");
  }

  @Test
  void refusesWithASentence() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChannelLimits.channel(""))
        .withMessageContaining("1 byte or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChannelLimits.channel("a\0b"))
        .withMessageContaining("NUL");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChannelLimits.channel("a\uD83D"))
        .withMessageContaining("surrogate");
    assertThatIllegalArgumentException().isThrownBy(() -> ChannelLimits.channel(null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChannelLimits.payload("a\0"))
        .withMessageContaining("NUL");
    assertThatIllegalArgumentException().isThrownBy(() -> ChannelLimits.payload(null));
  }

  @Property
  void answersWithTheNameOrASentenceAndNothingElse(@ForAll String name) {
    boolean fits = name.getBytes(StandardCharsets.UTF_8).length <= 63 && !name.isEmpty();
    boolean text = name.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(name);
    if (fits && text) {
      assertThat(ChannelLimits.channel(name)).isSameAs(name);
    } else {
      assertThatIllegalArgumentException().isThrownBy(() -> ChannelLimits.channel(name));
    }
  }
}

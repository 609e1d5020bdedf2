package dev.commitcast.notifications.listener;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnnouncementTest {
  @ParameterizedTest
  @CsvSource({"1, 1", "0042, 42", "999999999999999999, 999999999999999999"})
  void readsAVersion(String text, long version) {
    assertThat(Announcement.version(text)).isEqualTo(version);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"epoch\": 2}", "{}"})
  void takesJsonForSomethingElse(String text) {
    assertThat(Announcement.version(text)).isEqualTo(Announcement.OTHER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "-1", "1.5", "twelve", "9999999999999999999", "{", "\u0661"})
  void takesNothingElse(String text) {
    assertThat(Announcement.version(text)).isEqualTo(Announcement.UNREADABLE);
  }

  @Property(tries = 1_000)
  void anyTextIsAVersionSomethingElseOrUnreadableAndNeverAFailure(@ForAll String text) {
    assertThat(Announcement.version(text)).isGreaterThanOrEqualTo(Announcement.UNREADABLE);
  }

  @Property(tries = 1_000)
  void digitsAreAVersionAsLongAsTheyFit(
      @ForAll @NumericChars @StringLength(min = 1, max = 30) String digits) {
    long version = Announcement.version(digits);
    if (digits.length() <= 18) {
      assertThat(version).isEqualTo(Long.parseLong(digits));
    } else {
      assertThat(version).isEqualTo(Announcement.UNREADABLE);
    }
  }
}

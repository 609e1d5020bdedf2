package dev.commitcast.domain.ulid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class UlidTest {
  private static final String JAVA_DIGITS = "0123456789abcdefghijklmnopqrstuv";
  private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  @Property
  void writesAllBitsInCrockfordsBase32(@ForAll long high, @ForAll long low) {
    assertThat(Ulid.of(high, low).value()).isEqualTo(naive(high, low));
  }

  @Property
  void itsOrderAsTextIsTheOrderOfItsBits(
      @ForAll long high, @ForAll long low, @ForAll long otherHigh, @ForAll long otherLow) {
    int expected = number(high, low).compareTo(number(otherHigh, otherLow));

    assertThat(Integer.signum(Ulid.of(high, low).compareTo(Ulid.of(otherHigh, otherLow))))
        .isEqualTo(expected);
  }

  @Property
  void tellsWhenItWasMade(
      @ForAll @LongRange(min = 0, max = (1L << 48) - 1) long millis, @ForAll long low) {
    assertThat(Ulid.of(millis << 16, low).madeAt()).isEqualTo(Instant.ofEpochMilli(millis));
  }

  @Property
  void roundTripsAsText(@ForAll long high, @ForAll long low) {
    Ulid ulid = Ulid.of(high, low);

    assertThat(new Ulid(ulid.toString())).isEqualTo(ulid);
    assertThat(Ulid.isValid(ulid.value())).isTrue();
  }

  @Property
  void acceptsNoOtherText(@ForAll String text) {
    assertThat(Ulid.isValid(text)).isEqualTo(text.matches(Ulid.PATTERN));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "01JD0000000000000000GENER",
        "01JD0000000000000000GENERAL",
        "81JD0000000000000000GENERA",
        "01JD0000000000000000GENERI",
        "01JD0000000000000000GENERL",
        "01JD0000000000000000GENERO",
        "01JD0000000000000000GENERU",
        "01jd0000000000000000genera",
        "01JD0000000000000000GENERA\n"
      })
  void refusesWhatIsNone(String text) {
    assertThat(Ulid.isValid(text)).isFalse();
    assertThatThrownBy(() -> new Ulid(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("26 characters");
  }

  @Test
  void knowsTheHighestOne() {
    assertThat(Ulid.of(-1, -1).value()).isEqualTo("7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
  }

  private static BigInteger number(long high, long low) {
    return new BigInteger(String.format(Locale.ROOT, "%016x%016x", high, low), 16);
  }

  private static String naive(long high, long low) {
    StringBuilder text = new StringBuilder();
    for (char digit : number(high, low).toString(32).toCharArray()) {
      text.append(CROCKFORD.charAt(JAVA_DIGITS.indexOf(digit)));
    }
    return "0".repeat(26 - text.length()) + text;
  }
}

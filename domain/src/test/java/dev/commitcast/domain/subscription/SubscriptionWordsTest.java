package dev.commitcast.domain.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.domain.event.Cursor;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionWordsTest {
  /**
   * Computed by Python's {@code zlib.crc32(name.encode()) % 16}: what is stored must never move.
   */
  @ParameterizedTest
  @CsvSource({"account:42, 9", "messages:01JD, 12", "straße:ü, 14", "'', 0"})
  void aStreamsPartitionIsTheSameInEveryLanguageAndForEver(String stream, int partition) {
    assertThat(new Partitioning(16).of(stream)).isEqualTo(partition);
    assertThat(new Partitioning(1).of(stream)).isZero();
  }

  @Test
  void streamsAreSpreadEvenly() {
    Partitioning eight = new Partitioning(8);
    int[] counts = new int[8];

    IntStream.range(0, 8_000).forEach(i -> counts[eight.of("account:" + i)]++);

    assertThat(IntStream.of(counts).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(800, 1_200));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 257})
  void thereAre1To256Partitions(int wrong) {
    assertThatThrownBy(() -> new Partitioning(wrong)).hasMessageContaining("1 to 256");
  }

  @Test
  void delaysDoubleUpToTheLongest() {
    RetryPolicy policy = new RetryPolicy(9, Duration.ofSeconds(1), Duration.ofSeconds(5));

    assertThat(IntStream.rangeClosed(1, 5).mapToObj(policy::after).map(Duration::toSeconds))
        .containsExactly(1L, 2L, 4L, 5L, 5L);
    assertThat(new RetryPolicy(9, Duration.ZERO, Duration.ZERO).after(1_000_000)).isZero();
  }

  @Test
  void aPolicyThatMakesNoSenseIsRefused() {
    Duration second = Duration.ofSeconds(1);

    assertThatThrownBy(() -> new RetryPolicy(0, second, second)).hasMessageContaining("1 to 1000");
    assertThatThrownBy(() -> new RetryPolicy(1, second, Duration.ZERO))
        .hasMessageContaining("at least the first");
    assertThatThrownBy(() -> new RetryPolicy(1, Duration.ofHours(2), Duration.ofHours(3)))
        .hasMessageContaining("1 hour");
  }

  @Test
  void anErrorIsCutAndCanBeStored() {
    assertThat(Verdict.park("a\0b").error()).isEqualTo("ab");
    assertThat(Verdict.park("x".repeat(10_000)).error()).hasSize(Verdict.MAX_ERROR);
    assertThat(Verdict.retry(null).error()).isEqualTo("no reason was given");
    assertThat(Verdict.ack().error()).isNull();
  }

  @Test
  void aTokenIsReadAsItIsPrinted() {
    for (DeliveryToken token :
        List.of(
            new DeliveryToken(0, 1, 1, 1, false), new DeliveryToken(255, 17, 3, 48_211, true))) {
      assertThat(DeliveryToken.parse(token.toString())).isEqualTo(token);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "1.2.3", "1.0.1.1", "-1.1.1.1", "1.1.1.1.q", "1.1.1.1.p "})
  void whatIsNoTokenIsRefused(String text) {
    assertThatThrownBy(() -> DeliveryToken.parse(text)).hasMessageContaining("3.17.1.48211");
  }

  @Test
  void aStartIsReadAsItIsPrinted() {
    for (StartPosition start :
        List.of(
            StartPosition.beginning(),
            StartPosition.now(),
            StartPosition.after(new Cursor(2, 17)))) {
      assertThat(StartPosition.parse(start.toString())).isEqualTo(start);
    }
    assertThat(StartPosition.parse("0")).isEqualTo(StartPosition.beginning());
    assertThatThrownBy(() -> StartPosition.parse("soon"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", "é", "a\n"})
  void aNameFitsIntoAPathAndALogLine(String wrong) {
    assertThatThrownBy(() -> new SubscriptionName(wrong)).hasMessageContaining("letters");
  }
}

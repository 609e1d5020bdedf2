package dev.commitcast.notifications.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KitTimeTest {
  @ParameterizedTest
  @CsvSource({
    "2026-11-21 10:00:00,2026-11-21T10:00:00Z",
    "2026-11-21 10:00:00.250,2026-11-21T10:00:00.250Z",
    "2026-11-21T10:00:00Z,2026-11-21T10:00:00Z",
    "2026-11-21 10:00:00+01:00,2026-11-21T09:00:00Z",
    "2026-11-21T10:00:00.123456789+00:00,2026-11-21T10:00:00.123456789Z"
  })
  void readsWhatSqliteAndGoWrite(String text, Instant time) {
    assertThat(KitTime.read(text)).isEqualTo(time);
  }

  @Test
  void readsNumbersAsSecondsOrMilliseconds() {
    assertThat(KitTime.read(1_700_000_000)).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
    assertThat(KitTime.read(1_700_000_000_123L))
        .isEqualTo(Instant.ofEpochMilli(1_700_000_000_123L));
    assertThat(KitTime.read(null)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "2026-13-01 00:00:00", "2026-11-21"})
  void refusesOthers(String text) {
    assertThatThrownBy(() -> KitTime.read(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void writesTheTimeAsSqliteWouldWithAFractionIfThereIsOne() {
    assertThat(KitTime.write(Instant.parse("2026-11-21T10:00:00Z")))
        .isEqualTo("2026-11-21 10:00:00");
    assertThat(KitTime.write(Instant.parse("2026-11-21T10:00:00.000006Z")))
        .isEqualTo("2026-11-21 10:00:00.000006");
  }
}

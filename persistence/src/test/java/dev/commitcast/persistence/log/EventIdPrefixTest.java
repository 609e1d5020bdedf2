package dev.commitcast.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventIdPrefixTest {
  @Test
  void beginsWithTheTimeInCrockfordsAlphabet() {
    Clock clock = Clock.fixed(Instant.ofEpochMilli(1_469_918_176_385L), ZoneOffset.UTC);
    String prefix = new EventIdPrefix(clock, new Random(1)).next();
    assertThat(prefix).startsWith("01ARYZ6S41").matches("[0-9A-HJKMNP-TV-Z]{22}");
  }

  @Test
  void differsWithinAMillisecond() {
    Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    EventIdPrefix prefixes = new EventIdPrefix(clock, new Random(1));
    assertThat(prefixes.next()).isNotEqualTo(prefixes.next()).startsWith("0000000000");
  }
}

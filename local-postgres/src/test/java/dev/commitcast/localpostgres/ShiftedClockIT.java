package dev.commitcast.localpostgres;

import static dev.commitcast.localpostgres.Asking.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ShiftedClockIT {
  private static final String NOW = "SELECT extract(epoch FROM clock_timestamp())::bigint";

  @Test
  void aRunningServerSeesItsClockSetBackAndSetRight() throws Exception {
    Optional<String> hindrance = ShiftedClock.hindrance();
    Assumptions.assumeTrue(hindrance.isEmpty(), () -> hindrance.orElseThrow());
    try (ShiftedClock clock = ShiftedClock.right();
        LocalPostgres server = LocalPostgres.builder().clock(clock).start();
        Connection session = server.connection()) {
      assertThat(behind(session)).isBetween(-30L, 30L);

      clock.shift(Duration.ofHours(-1));
      await().atMost(Duration.ofSeconds(20)).until(() -> Math.abs(behind(session) - 3600) < 30);
      long began = System.nanoTime();
      ask(session, "SELECT pg_sleep(0.2)");
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));

      clock.shift(Duration.ZERO);
      await().atMost(Duration.ofSeconds(20)).until(() -> Math.abs(behind(session)) < 30);
    }
  }

  private static long behind(Connection session) throws Exception {
    return Instant.now().getEpochSecond() - Long.parseLong(ask(session, NOW));
  }
}

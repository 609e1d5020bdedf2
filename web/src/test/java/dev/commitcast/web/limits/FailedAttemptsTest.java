package dev.commitcast.web.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.persistence.config.ConfigurationException;
import dev.commitcast.persistence.config.Settings;
import dev.commitcast.web.refusal.Limit;
import dev.commitcast.web.refusal.LimitMet;
import dev.commitcast.web.security.Attempts.Kind;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailedAttemptsTest {
  private static final Optional<String> HERE = Optional.of("192.0.2.7");
  private static final Optional<String> THERE = Optional.of("192.0.2.8");

  private final HandClock clock = new HandClock();

  @Test
  void anAddressMayFailInABurstAndThenAtItsRate() {
    FailedAttempts attempts = attempts(Map.of("commitcast.limits.burst", "2s"));
    fail(attempts, Kind.TICKET, HERE, 19);
    assertThat(attempts.refusal(Kind.TICKET, HERE)).isEmpty();
    fail(attempts, Kind.TICKET, HERE, 1);

    LimitMet met = attempts.refusal(Kind.TICKET, HERE).orElseThrow();
    assertThat(met.limit()).isEqualTo(Limit.TICKETS);
    assertThat(met.problem().status()).isEqualTo(429);
    assertThat(met.retryAfter()).isBetween(Duration.ofMillis(100), Duration.ofMillis(1_100));

    clock.goOn(met.retryAfter());
    assertThat(attempts.refusal(Kind.TICKET, HERE)).isEmpty();
  }

  @Test
  void othersAndOtherKindsAreNotConcerned() {
    FailedAttempts attempts = attempts(Map.of());
    fail(attempts, Kind.TICKET, HERE, 1_000);

    assertThat(attempts.refusal(Kind.TICKET, HERE)).isPresent();
    assertThat(attempts.refusal(Kind.TICKET, THERE)).isEmpty();
    assertThat(attempts.refusal(Kind.TOKEN, HERE)).isEmpty();
  }

  @Test
  void askingCostsNothing() {
    FailedAttempts attempts = attempts(Map.of());
    fail(attempts, Kind.TOKEN, HERE, 999);
    for (int i = 0; i < 10_000; i++) {
      assertThat(attempts.refusal(Kind.TOKEN, HERE)).isEmpty();
      assertThat(attempts.refusal(Kind.TOKEN, Optional.of("198.51.100." + i))).isEmpty();
    }
    assertThat(attempts.addresses(Kind.TOKEN)).as("addresses that did not fail").isEqualTo(1);
  }

  @Test
  void aNetworkOfIpv6IsOneAddressAndSoAreAllThatAreNotKnown() {
    FailedAttempts attempts = attempts(Map.of());
    for (int i = 0; i < 100; i++) {
      attempts.failed(Kind.TICKET, Optional.of("2001:db8:0:1::" + Integer.toHexString(i)));
      attempts.failed(Kind.TICKET, Optional.empty());
    }
    assertThat(attempts.refusal(Kind.TICKET, Optional.of("2001:db8:0:1:9::9"))).isPresent();
    assertThat(attempts.refusal(Kind.TICKET, Optional.of("2001:db8:0:2::1"))).isEmpty();
    assertThat(attempts.refusal(Kind.TICKET, Optional.empty())).isPresent();
  }

  @Test
  void itRemembersNoMoreAddressesThanCallers() {
    FailedAttempts attempts = attempts(Map.of("commitcast.limits.callers", "100"));
    for (int i = 0; i < 20_000; i++) {
      attempts.failed(Kind.TICKET, Optional.of("10.0." + i / 250 + "." + i % 250));
    }
    assertThat(attempts.addresses(Kind.TICKET)).isBetween(1L, 100L);
  }

  @Test
  void zeroIsNoLimit() {
    FailedAttempts attempts =
        attempts(
            Map.of(
                "commitcast.limits.bad-tokens-per-second", "0",
                "commitcast.limits.bad-tickets-per-second", "0"));
    for (Kind kind : Kind.values()) {
      fail(attempts, kind, HERE, 10_000);
      assertThat(attempts.refusal(kind, HERE)).isEmpty();
    }
  }

  @Test
  void whoeverTriesThingsIsSparedUnlessSomebodyHasSetIt() {
    FailedAttempts unset = attempts(Map.of("mp.config.profile", "dev"));
    FailedAttempts set =
        attempts(
            Map.of("mp.config.profile", "dev", "commitcast.limits.bad-tickets-per-second", "1"));
    for (FailedAttempts each : new FailedAttempts[] {unset, set}) {
      fail(each, Kind.TICKET, HERE, 10_000);
    }
    assertThat(unset.refusal(Kind.TICKET, HERE)).isEmpty();
    assertThat(set.refusal(Kind.TICKET, HERE)).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "commitcast.limits.bad-tokens-per-second, -1",
    "commitcast.limits.bad-tickets-per-second, many"
  })
  void aWrongSettingIsFoundAtTheStart(String key, String value) {
    assertThatThrownBy(
            () ->
                new LimitSettingsCheck()
                    .check(
                        Settings.from(
                            asked -> Optional.of(value).filter(given -> asked.equals(key)))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(key)
        .hasMessageContaining("from 0 to 1000000");
  }

  private FailedAttempts attempts(Map<String, String> settings) {
    return new FailedAttempts(
        LimitSettings.from(Settings.from(key -> Optional.ofNullable(settings.get(key)))), clock);
  }

  private static void fail(
      FailedAttempts attempts, Kind kind, Optional<String> address, int times) {
    for (int i = 0; i < times; i++) {
      attempts.failed(kind, address);
    }
  }
}

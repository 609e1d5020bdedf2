package dev.commitcast.web.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CallRatesTest {
  private final HandClock clock = new HandClock();

  @Test
  void aCallerMayDoItInABurstAndThenAtItsRate() {
    CallRates rates = new CallRates(new Rate(10, 20, true), 100, clock);
    for (int i = 0; i < 20; i++) {
      assertThat(rates.take("ada", false)).isEmpty();
    }

    assertThat(rates.take("ada", false)).hasValue(Duration.ofMillis(100));
    assertThat(rates.take("ben", false)).isEmpty();

    clock.goOn(Duration.ofMillis(100));
    assertThat(rates.take("ada", false)).isEmpty();
    assertThat(rates.take("ada", false)).isPresent();
  }

  @Test
  void whoIsRefusedLosesNothingByAsking() {
    CallRates rates = new CallRates(new Rate(1, 1, true), 100, clock);
    assertThat(rates.take("ada", false)).isEmpty();
    for (int i = 0; i < 1_000; i++) {
      assertThat(rates.take("ada", false)).hasValue(Duration.ofSeconds(1));
    }
    clock.goOn(Duration.ofSeconds(1));
    assertThat(rates.take("ada", false)).isEmpty();
  }

  @Test
  void zeroIsNoLimitAndTheNamelessMayBeSpared() {
    CallRates none = new CallRates(new Rate(0, 0, true), 100, clock);
    CallRates spared = new CallRates(new Rate(1, 1, false), 100, clock);
    for (int i = 0; i < 100; i++) {
      assertThat(none.take("ada", false)).isEmpty();
      assertThat(spared.take("at 127.0.0.1", true)).isEmpty();
    }
  }

  @Test
  void aPortIsNoPartOfWhoSomebodyIsAndWhatIsNoAddressIsTakenAsItIs() {
    assertThat(Address.of("192.0.2.7:4711")).isEqualTo("192.0.2.7");
    assertThat(Address.of("[2001:db8:0:1::9]:4711")).isEqualTo("2001:db8:0:1::/64");
    assertThat(Address.of("[2001:db8:0:1::9]")).isEqualTo("2001:db8:0:1::/64");
    for (String other :
        new String[] {"unknown", "_hidden:7", "a:b", ":", "zz::1", "", "1:2:3:4x"}) {
      assertThat(Address.of(other)).isEqualTo(other);
    }
    assertThat(Address.of(null)).isEqualTo("null");
  }

  @Test
  void anIpv6NetworkIsOneCaller() {
    assertThat(Address.of("2001:db8:0:1:2:3:4:5")).isEqualTo("2001:db8:0:1::/64");
    assertThat(Address.of("2001:db8:0:1::9")).isEqualTo("2001:db8:0:1::/64");
    assertThat(Address.of("2001:db8::9")).isEqualTo("2001:db8:0:0::/64");
    assertThat(Address.of("::1")).isEqualTo("0:0:0:0::/64");
    assertThat(Address.of("fe80::1%eth0")).isEqualTo("fe80:0:0:0::/64");
    assertThat(Address.of("192.0.2.7")).isEqualTo("192.0.2.7");
    assertThat(Address.of("::ffff:192.0.2.7")).isEqualTo("::ffff:192.0.2.7");
  }
}

package dev.commitcast.web.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.access.Role;
import dev.commitcast.persistence.config.Settings;
import dev.commitcast.web.refusal.Limit;
import dev.commitcast.web.refusal.LimitMet;
import dev.commitcast.web.refusal.RefusalMetrics;
import dev.commitcast.web.security.Callers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {
  private static final Map<String, String> SMALL =
      Map.of(
          "commitcast.limits.connections", "6",
          "commitcast.limits.connections-per-tenant", "4",
          "commitcast.limits.connections-per-user", "3");

  private final ConnectionLimits limits = limits(SMALL);

  @Test
  void aUserHasAsManyConnectionsAsOneMayAndOthersHaveTheirs() {
    Place.Lease first = taken(limits.acquire(user("ada", "42")));
    taken(limits.acquire(user("ada", "42")));
    taken(limits.acquire(user("ada", "42")));

    assertThat(refused(limits.acquire(user("ada", "42"))).limit()).isEqualTo(Limit.USER);
    taken(limits.acquire(user("ben", "43")));

    first.close();
    taken(limits.acquire(user("ada", "42")));
  }

  @Test
  void theUsersOfOneMerchantShareItsConnections() {
    taken(limits.acquire(user("a", "42")));
    taken(limits.acquire(user("b", "42")));
    taken(limits.acquire(user("c", "42")));
    taken(limits.acquire(user("d", "42")));

    assertThat(refused(limits.acquire(user("e", "42"))).limit()).isEqualTo(Limit.TENANT);
    taken(limits.acquire(user("e", "43")));
  }

  @Test
  void theNodeTakesNoMoreThanItMay() {
    for (int i = 0; i < 6; i++) {
      taken(limits.acquire(user("user" + i, "merchant" + i)));
    }

    LimitMet refusal = refused(limits.acquire(user("late", "late")));
    assertThat(refusal.limit()).isEqualTo(Limit.NODE);
    assertThat(refusal.problem().status()).isEqualTo(429);
    assertThat(refusal.problem().headers()).containsKey("Retry-After");
    assertThat(limits.connections()).isEqualTo(6);
  }

  @Test
  void aPlaceIsGivenBackOnceHoweverOftenItIsClosed() {
    Place.Lease one = taken(limits.acquire(user("ada", "42")));
    taken(limits.acquire(user("ada", "42")));

    one.close();
    one.close();

    assertThat(limits.connections()).isEqualTo(1);
  }

  @Test
  void whoIsRefusedTogetherComesBackApart() {
    for (int i = 0; i < 3; i++) {
      taken(limits.acquire(user("ada", "42")));
    }

    assertThat(
            IntStream.range(0, 50)
                .mapToObj(i -> refused(limits.acquire(user("ada", "42"))).retryAfter())
                .distinct())
        .hasSizeGreaterThan(25);
  }

  @Test
  void theOperatorOfThisMachineIsBoundByWhatSomebodyHasSetAlone() {
    ConnectionLimits unset = limits(Map.of());
    for (int i = 0; i < 1_000; i++) {
      taken(unset.acquire(Callers.LOCAL));
    }
    for (int i = 0; i < 3; i++) {
      taken(limits.acquire(Callers.LOCAL));
    }
    assertThat(refused(limits.acquire(Callers.LOCAL)).limit()).isEqualTo(Limit.USER);
  }

  private static ConnectionLimits limits(Map<String, String> settings) {
    return new ConnectionLimits(
        LimitSettings.from(Settings.from(key -> Optional.ofNullable(settings.get(key)))),
        new Random(7),
        RefusalMetrics.NONE);
  }

  private static Caller user(String id, String merchant) {
    return new Caller(
        id,
        Set.of(Role.READER),
        Map.of("merchantId", List.of(merchant)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Place.Lease taken(Place place) {
    assertThat(place).isInstanceOf(Place.Lease.class);
    return (Place.Lease) place;
  }

  private static LimitMet refused(Place place) {
    assertThat(place).isInstanceOf(Place.Refusal.class);
    return ((Place.Refusal) place).met();
  }
}

package dev.commitcast.web.limits;

import dev.commitcast.persistence.config.Settings;
import java.time.Duration;
import java.util.List;

/**
 * What {@code commitcast.limits} says. In the profiles dev and test, what nobody has set does not
 * hold for who shows no token: the operator of this machine tries things out. Immutable.
 *
 * @param connections on this node
 * @param connectionsPerTenant of all users of one merchant
 * @param connectionsPerUser of one user
 * @param localCounts whether the last one holds for the local operator
 * @param badTokens of one address
 * @param badTickets of one address
 * @param callers of how many callers the rates are remembered
 */
record LimitSettings(
    int connections,
    int connectionsPerTenant,
    int connectionsPerUser,
    boolean localCounts,
    Rate requests,
    Rate appends,
    Rate badTokens,
    Rate badTickets,
    int callers) {
  private static final String PREFIX = "commitcast.limits.";
  private static final String PER_USER = PREFIX + "connections-per-user";
  private static final int MOST = 1_000_000;

  static LimitSettings from(Settings settings) {
    Duration burst =
        settings.duration(
            PREFIX + "burst",
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofMinutes(10));
    return new LimitSettings(
        settings.number(PREFIX + "connections", 20_000, 1, MOST),
        settings.number(PREFIX + "connections-per-tenant", 5_000, 1, MOST),
        settings.number(PER_USER, 100, 1, MOST),
        settings.text(PER_USER).isPresent(),
        rate(settings, PREFIX + "requests-per-second", 500, burst),
        rate(settings, PREFIX + "appends-per-second", 200, burst),
        rate(settings, PREFIX + "bad-tokens-per-second", 100, burst),
        rate(settings, PREFIX + "bad-tickets-per-second", 10, burst),
        settings.number(PREFIX + "callers", 100_000, 100, 10_000_000));
  }

  private static boolean isToTryThings(Settings settings) {
    return List.of(settings.text("mp.config.profile", "").split(",")).stream()
        .map(String::strip)
        .anyMatch(name -> name.equals("dev") || name.equals("test"));
  }

  private static Rate rate(Settings settings, String key, int fallback, Duration burst) {
    long perSecond = settings.number(key, fallback, 0, MOST);
    return new Rate(
        perSecond,
        perSecond * burst.toSeconds(),
        settings.text(key).isPresent() || !isToTryThings(settings));
  }
}

package dev.commitcast.web.limits;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.persistence.config.Settings;
import dev.commitcast.web.problem.ProblemException;
import dev.commitcast.web.refusal.Limit;
import dev.commitcast.web.refusal.LimitMet;
import dev.commitcast.web.refusal.RefusalMetrics;
import dev.commitcast.web.security.Callers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/**
 * Counts connections that stay: event streams, long polls and sockets. Whoever opens one asks
 * first, and closes what it is given when the connection ends, however it ends. Thread-safe.
 */
@ApplicationScoped
public class ConnectionLimits {
  private static final int SOONEST_MILLIS = 5_000;
  private static final int LATEST_MILLIS = 15_000;

  /** Something of which only so many connections may be had. */
  private record Owner(Limit kind, String name, int most) {
    String sentence() {
      return switch (kind) {
        case USER -> "This user has " + most + " connections, which is as many as one may have.";
        case TENANT -> "The users of " + name + " have " + most + " connections, all they may.";
        default -> "This node has " + most + " connections, which is as many as it takes.";
      };
    }
  }

  private LimitSettings settings;
  private RandomGenerator random;
  private RefusalMetrics metrics;

  // guarded by this; holds only who has a connection
  private final Map<Owner, Integer> held = new HashMap<>();

  /** For the container, which makes a proxy of it. */
  protected ConnectionLimits() {}

  @Inject
  ConnectionLimits(Config config, RefusalMetrics metrics) {
    this(LimitSettings.from(Settings.of(config)), RandomGenerator.getDefault(), metrics);
  }

  ConnectionLimits(LimitSettings settings, RandomGenerator random, RefusalMetrics metrics) {
    this.settings = settings;
    this.random = random;
    this.metrics = metrics;
  }

  /** A place for one more connection of the caller, or why there is none. */
  public Place acquire(Caller caller) {
    List<Owner> owners = owners(caller);
    synchronized (this) {
      Optional<Owner> full =
          owners.stream().filter(owner -> held.getOrDefault(owner, 0) >= owner.most).findFirst();
      if (full.isPresent()) {
        metrics.limit(full.get().kind);
        return new Place.Refusal(new LimitMet(full.get().kind, full.get().sentence(), later()));
      }
      owners.forEach(owner -> held.merge(owner, 1, Integer::sum));
    }
    return new Place.Lease(() -> release(owners));
  }

  /**
   * The same for a request that is answered in JSON.
   *
   * @throws ProblemException if there is none
   */
  public Place.Lease require(Caller caller) {
    Place place = acquire(caller);
    if (place instanceof Place.Refusal refusal) {
      throw refusal.met().problem().asException();
    }
    return (Place.Lease) place;
  }

  /** Connections of all callers. */
  public synchronized int connections() {
    return held.getOrDefault(node(), 0);
  }

  private synchronized void release(List<Owner> owners) {
    owners.forEach(owner -> held.computeIfPresent(owner, (key, n) -> n == 1 ? null : n - 1));
  }

  private List<Owner> owners(Caller caller) {
    Stream<Owner> user =
        caller.equals(Callers.LOCAL) && !settings.localCounts()
            ? Stream.empty()
            : Stream.of(new Owner(Limit.USER, caller.id(), settings.connectionsPerUser()));
    Stream<Owner> tenant =
        caller.merchant().stream()
            .map(
                merchant ->
                    new Owner(
                        Limit.TENANT, "merchant " + merchant, settings.connectionsPerTenant()));
    return Stream.concat(Stream.concat(user, tenant), Stream.of(node())).toList();
  }

  private Owner node() {
    return new Owner(Limit.NODE, "", settings.connections());
  }

  /** Those who are refused together shall not come back together. */
  private Duration later() {
    return Duration.ofMillis(random.nextInt(SOONEST_MILLIS, LATEST_MILLIS));
  }
}

package dev.commitcast.web.limits;

import dev.commitcast.persistence.config.Settings;
import dev.commitcast.web.refusal.Limit;
import dev.commitcast.web.refusal.LimitMet;
import dev.commitcast.web.security.Attempts;
import io.github.bucket4j.TimeMeter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/**
 * A token bucket of failures for each address from which bad credentials come, one for tokens and
 * one for tickets, of as many addresses as callers are remembered. Who has not failed has none.
 * Thread-safe.
 */
@ApplicationScoped
public class FailedAttempts implements Attempts {
  private final Map<Kind, CallRates> failures = new EnumMap<>(Kind.class);

  /** For the container's proxy. */
  protected FailedAttempts() {}

  @Inject
  FailedAttempts(Config config) {
    this(LimitSettings.from(Settings.of(config)), TimeMeter.SYSTEM_NANOTIME);
  }

  FailedAttempts(LimitSettings settings, TimeMeter clock) {
    failures.put(Kind.TOKEN, new CallRates(settings.badTokens(), settings.callers(), clock));
    failures.put(Kind.TICKET, new CallRates(settings.badTickets(), settings.callers(), clock));
  }

  @Override
  public Optional<LimitMet> refusal(Kind kind, Optional<String> address) {
    return failures.get(kind).untilFree(bucketOf(address), true).map(wait -> met(kind, wait));
  }

  @Override
  public void failed(Kind kind, Optional<String> address) {
    failures.get(kind).take(bucketOf(address), true);
  }

  /** From how many addresses bad ones of a kind are remembered. */
  long addresses(Kind kind) {
    return failures.get(kind).remembered();
  }

  /** Whose address is not known is one of those. */
  private static String bucketOf(Optional<String> address) {
    return address.map(Address::of).orElse("nowhere");
  }

  private LimitMet met(Kind kind, Duration wait) {
    Limit limit = kind == Kind.TOKEN ? Limit.TOKENS : Limit.TICKETS;
    return RateLimitFilter.met(
        limit, "Too many bad " + limit.label() + " come from this address; try again.", wait);
  }
}

package dev.commitcast.web.security;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.persistence.security.RevokedAccess;
import dev.commitcast.persistence.security.Tickets;
import dev.commitcast.web.refusal.CallerFault;
import dev.commitcast.web.refusal.LimitMet;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds out who somebody is, with whatever protocol. Thread-safe.
 *
 * <p>Ask once for each request: a ticket is used up by that. Asks the database about tickets and
 * revocations; but of an address from which too many bad credentials come, only what this node
 * knows to have been good is looked at.
 */
@ApplicationScoped
public class CallerLookup {
  private TokenVerifier verifier;
  private Tickets tickets;
  private RevokedAccess revoked;
  private Attempts attempts;
  private GoodCredentials good;
  private CredentialsReader credentials;
  private boolean anonymous;

  /** For the container, which injects the rest. */
  protected CallerLookup() {}

  @Inject
  CallerLookup(
      SecuritySettings settings,
      TokenVerifier verifier,
      Tickets tickets,
      RevokedAccess revoked,
      Attempts attempts,
      GoodCredentials good) {
    this.verifier = verifier;
    this.tickets = tickets;
    this.revoked = revoked;
    this.attempts = attempts;
    this.good = good;
    this.credentials = new CredentialsReader(settings.cookie());
    this.anonymous = settings.anonymous();
  }

  /**
   * Who somebody is.
   *
   * @throws KeysUnavailableException if the issuer's keys cannot be had
   * @throws dev.commitcast.persistence.security.SecurityStoreException if the database fails
   */
  public Found find(Approach approach) {
    Credentials shown = credentials.read(approach);
    if (shown instanceof Credentials.Token token) {
      return counted(Attempts.Kind.TOKEN, token.text(), approach, () -> ofToken(token));
    }
    if (shown instanceof Credentials.Ticket ticket) {
      // no ticket was ever formed otherwise, so that nobody needs to look for it
      return Tickets.isWellFormed(ticket.text())
          ? counted(Attempts.Kind.TICKET, ticket.text(), approach, () -> ofTicket(ticket))
          : unknownTicket();
    }
    if (shown instanceof Credentials.Unreadable unreadable) {
      return unreadable.refusal();
    }
    return anonymous && AnonymousRule.admits(approach)
        ? new Found.Anonymous(Callers.LOCAL)
        : new Found.Refused(
            CallerFault.MISSING,
            "Show who you are: a token as Authorization: Bearer or in the cookie, or a ticket.");
  }

  /** Looks, unless it is not to be looked now, and counts what is bad. */
  private Found counted(
      Attempts.Kind kind, String credential, Approach approach, Supplier<Found> look) {
    Optional<LimitMet> met =
        attempts.refusal(kind, approach.peerAddress()).filter(limit -> !good.knows(credential));
    if (met.isPresent()) {
      return new Found.NotLooked(met.get());
    }
    Found found = look.get();
    if (found instanceof Found.Refused) {
      attempts.failed(kind, approach.peerAddress());
    }
    if (found instanceof Found.Known && kind == Attempts.Kind.TOKEN) {
      good.remember(credential);
    } else {
      // bad, or used up
      good.forget(credential);
    }
    return found;
  }

  private Found ofToken(Credentials.Token token) {
    try {
      return unlessRevoked(verifier.verify(token.text()), token.carrier());
    } catch (TokenRefusedException e) {
      return new Found.Refused(e.fault(), e.getMessage());
    }
  }

  private Found ofTicket(Credentials.Ticket ticket) {
    Optional<Caller> admitted = tickets.use(ticket.text());
    if (admitted.isEmpty()) {
      return unknownTicket();
    }
    if (admitted.get().expiresAt().filter(at -> !at.isAfter(Instant.now())).isPresent()) {
      return new Found.Refused(
          CallerFault.EXPIRED, "The token for which the ticket was issued has expired.");
    }
    return unlessRevoked(admitted.get(), Carrier.TICKET);
  }

  private static Found unknownTicket() {
    return new Found.Refused(
        CallerFault.TICKET, "The ticket is not known, was used before, or has expired.");
  }

  private Found unlessRevoked(Caller caller, Carrier carrier) {
    return revoked.concerns(caller)
        ? new Found.Refused(CallerFault.REVOKED, "The token was revoked.")
        : new Found.Known(caller, carrier);
  }
}

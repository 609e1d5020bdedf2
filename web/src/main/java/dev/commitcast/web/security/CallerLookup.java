package dev.commitcast.web.security;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.persistence.security.RevokedAccess;
import dev.commitcast.persistence.security.Tickets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;

/**
 * Finds out who somebody is, with whatever protocol. Thread-safe.
 *
 * <p>Ask once for each request: a ticket is used up by that. Asks the database about tickets and
 * revocations.
 */
@ApplicationScoped
public class CallerLookup {
  private TokenVerifier verifier;
  private Tickets tickets;
  private RevokedAccess revoked;
  private CredentialsReader credentials;
  private boolean anonymous;

  /** For the container, which injects the rest. */
  protected CallerLookup() {}

  @Inject
  CallerLookup(
      SecuritySettings settings, TokenVerifier verifier, Tickets tickets, RevokedAccess revoked) {
    this.verifier = verifier;
    this.tickets = tickets;
    this.revoked = revoked;
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
      return ofToken(token);
    }
    if (shown instanceof Credentials.Ticket ticket) {
      return ofTicket(ticket);
    }
    if (shown instanceof Credentials.Unreadable unreadable) {
      return unreadable.refusal();
    }
    return anonymous && AnonymousRule.admits(approach)
        ? new Found.Anonymous(Callers.LOCAL)
        : new Found.Refused(
            Found.Reason.NO_CREDENTIALS,
            "Show who you are: a token as Authorization: Bearer or in the cookie, or a ticket.");
  }

  private Found ofToken(Credentials.Token token) {
    try {
      return unlessRevoked(verifier.verify(token.text()), token.carrier());
    } catch (TokenRefusedException e) {
      return refused(e.getMessage());
    }
  }

  private Found ofTicket(Credentials.Ticket ticket) {
    Optional<Caller> admitted = tickets.use(ticket.text());
    if (admitted.isEmpty()) {
      return refused("The ticket is not known, was used before, or has expired.");
    }
    if (admitted.get().expiresAt().filter(at -> !at.isAfter(Instant.now())).isPresent()) {
      return refused("The token for which the ticket was issued has expired.");
    }
    return unlessRevoked(admitted.get(), Carrier.TICKET);
  }

  private Found unlessRevoked(Caller caller, Carrier carrier) {
    return revoked.concerns(caller)
        ? refused("The token was revoked.")
        : new Found.Known(caller, carrier);
  }

  private static Found refused(String sentence) {
    return new Found.Refused(Found.Reason.INVALID_TOKEN, sentence);
  }
}

package dev.commitcast.web.security;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.access.Role;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.Set;

/** The caller of a request. Stateless. */
public final class Callers {
  /** Whoever asks from this machine, without a token, where that is allowed. */
  public static final Caller LOCAL = Caller.withoutToken("local", Set.of(Role.OPERATOR));

  /** Who has no role and no claim, and so sees nothing. */
  private static final Caller NOBODY = Caller.withoutToken("nobody", Set.of());

  private static final String ATTRIBUTE = Callers.class.getName();
  private static final String CARRIER = Carrier.class.getName();

  private Callers() {}

  /** Who sends the request, as authentication has found out; nobody where it has not looked. */
  public static Caller of(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof Caller caller ? caller : NOBODY;
  }

  /** By what the caller is known; empty for one who has shown nothing. */
  public static Optional<Carrier> carrierOf(HttpServletRequest request) {
    return Optional.ofNullable((Carrier) request.getAttribute(CARRIER));
  }

  /** Whether the caller is the one on this machine who has shown nothing. */
  public static boolean isLocal(HttpServletRequest request) {
    return of(request).equals(LOCAL);
  }

  /**
   * Who the log shall say makes a change: the caller; for one who has shown nothing, whomever the
   * request names.
   *
   * @param named null if the request names nobody
   */
  public static String actor(HttpServletRequest request, String named) {
    return isLocal(request) ? named : of(request).id();
  }

  /** Keeps it with the request. */
  static void set(HttpServletRequest request, Found found) {
    if (found instanceof Found.Known known) {
      request.setAttribute(ATTRIBUTE, known.caller());
      request.setAttribute(CARRIER, known.carrier());
    } else if (found instanceof Found.Anonymous local) {
      request.setAttribute(ATTRIBUTE, local.caller());
    }
  }
}

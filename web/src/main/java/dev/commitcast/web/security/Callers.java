package dev.commitcast.web.security;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.access.Role;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;

/** The caller of a request. Stateless. */
public final class Callers {
  private static final String ATTRIBUTE = Callers.class.getName();

  /** Whoever asks from this machine, without a token, where that is allowed. */
  public static final Caller LOCAL = Caller.withoutToken("local", Set.of(Role.OPERATOR));

  private Callers() {}

  /** Who sends the request, as authentication has found out. */
  public static Caller of(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof Caller caller ? caller : LOCAL;
  }

  /** Keeps it with the request. */
  static void set(HttpServletRequest request, Caller caller) {
    request.setAttribute(ATTRIBUTE, caller);
  }
}

package dev.commitcast.web.security;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/**
 * The cookie that holds a browser's token: no script reads it, no other site makes a browser send
 * it, and it ends with the token. Thread-safe.
 */
@ApplicationScoped
public class SessionCookie {
  private String name;
  private boolean alwaysSecure;

  /** For the container, which injects the rest. */
  protected SessionCookie() {}

  @Inject
  SessionCookie(SecuritySettings settings) {
    this.name = settings.cookie();
    this.alwaysSecure = !settings.forPeople();
  }

  /**
   * The header that sets it.
   *
   * @param token a good one
   * @param life how long it stays good
   * @param secure whether the request came encrypted
   */
  public String of(String token, Duration life, boolean secure) {
    return header(token, Math.max(0, life.toSeconds()), secure);
  }

  /** The header that takes it away. */
  public String none(boolean secure) {
    return header("", 0, secure);
  }

  private String header(String value, long seconds, boolean secure) {
    return name
        + "="
        + value
        + "; Path=/; Max-Age="
        + seconds
        + "; HttpOnly; SameSite=Strict"
        + (secure || alwaysSecure ? "; Secure" : "");
  }
}

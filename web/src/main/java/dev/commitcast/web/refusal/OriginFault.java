package dev.commitcast.web.refusal;

import java.util.Locale;

/** What a page of another origin was not allowed. The names appear in metrics. */
public enum OriginFault {
  /** Something would have changed that nobody proved to have asked for. */
  CHANGE,
  /** A browser asked on behalf of a page of an origin that is not listed. */
  PREFLIGHT,
  /** A WebSocket for a page of an origin that is not listed. */
  SOCKET;

  /** As metrics have it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package dev.commitcast.web.browser;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Where a request comes from, as far as a browser says so (Fetch Metadata, and RFC 6454 for those
 * that know nothing newer).
 */
record Provenance(HttpServletRequest request, Origins origins) {
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
  private static final Set<String> OWN = Set.of("same-origin", "none");

  /**
   * Whether the request changes something, a browser may have sent it by itself with what it knows
   * its user by (a cookie, or this machine's address), and nothing proves that one of our pages
   * made it do so. A page cannot give a request the header Authorization without permission, so who
   * has it is no such browser.
   */
  boolean isForged() {
    return !SAFE.contains(request.getMethod())
        && request.getHeader("Authorization") == null
        && !isProven();
  }

  private boolean isProven() {
    List<String> senders = Collections.list(request.getHeaders("Origin"));
    if (senders.size() > 1) {
      return false;
    }
    String origin = senders.isEmpty() ? null : senders.get(0);
    if (origins.isListed(origin)) {
      return true;
    }
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null) {
      return OWN.contains(site) && origins.allows(origin, request.getHeader("Host"));
    }
    // neither header: no browser of today; but then a cookie is at odds with that
    return origin == null
        ? request.getHeader("Cookie") == null
        : origins.isOwn(origin, request.getHeader("Host"));
  }
}

package dev.commitcast.web.request;

import dev.commitcast.web.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Refuses requests of which two readers, such as a proxy and this server, may disagree where they
 * end or whom they are for (RFC 9112, sections 3.2 and 6.3). Stateless.
 */
final class Framing {
  private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");
  private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  private Framing() {}

  static void check(HttpServletRequest request) {
    List<String> hosts = Collections.list(request.getHeaders("Host"));
    if (hosts.size() > 1 || (hosts.isEmpty() && request.getProtocol().equals("HTTP/1.1"))) {
      refuse("Host", "A request has exactly one Host header.");
    }
    List<String> lengths = Collections.list(request.getHeaders("Content-Length"));
    if (lengths.size() > 1
        || lengths.stream().anyMatch(length -> !LENGTH.matcher(length.strip()).matches())) {
      refuse("Content-Length", "Content-Length is one whole number.");
    }
    List<String> codings = Collections.list(request.getHeaders("Transfer-Encoding"));
    if (!codings.isEmpty()) {
      if (codings.size() > 1 || !codings.get(0).strip().equalsIgnoreCase("chunked")) {
        refuse("Transfer-Encoding", "Transfer-Encoding is chunked, or is not given.");
      }
      if (!lengths.isEmpty()) {
        refuse("Content-Length", "A chunked request has no Content-Length.");
      }
    }
  }

  /**
   * Whether a body may follow of which nobody says where it ends. The server takes away a length
   * that it cannot read, such as {@code +4}, before anybody sees it, and would take the body for
   * the next request; so there must be none on this connection.
   */
  static boolean isOpenEnded(HttpServletRequest request) {
    return !WITHOUT_BODY.contains(request.getMethod())
        && request.getHeader("Content-Length") == null
        && request.getHeader("Transfer-Encoding") == null;
  }

  /** What follows on the connection cannot be told from the rest of this request. */
  private static void refuse(String field, String sentence) {
    throw Problem.invalidParameter(field, sentence).header("Connection", "close").asException();
  }
}

package dev.commitcast.web.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;

/**
 * Tells an event stream when to come again, in its own language: a browser's {@code EventSource}
 * gives up for good on any status but 200 (WHATWG HTML, "server-sent events"), and a page that had
 * the bad luck to reconnect during an outage would be silent until somebody loads it anew.
 * Stateless.
 */
public final class StreamRetry {
  /** Over how long those who are sent away together are spread. */
  private static final int SPREAD_MILLIS = 3_000;

  private StreamRetry() {}

  /** Whether a request is for an event stream. */
  public static boolean isWantedBy(HttpServletRequest request) {
    return request.getMethod().equals("GET")
        && Collections.list(request.getHeaders("Accept")).stream()
            .anyMatch(range -> range.toLowerCase(Locale.ROOT).contains("text/event-stream"));
  }

  /** Whether it is a browser that asks; others see the status, and can tell why. */
  static boolean isBrowsers(HttpServletRequest request) {
    String agent = request.getHeader("User-Agent");
    return request.getHeader("Sec-Fetch-Mode") != null
        || (agent != null && agent.startsWith("Mozilla/"));
  }

  /** A time for this connection alone, not before the one given. */
  static Duration spread(Duration atLeast, HttpServletRequest request) {
    // the port of a connection is as good as chance, and the same request gets the same answer
    return atLeast.plusMillis(Math.floorMod(request.getRemotePort() * 7_919, SPREAD_MILLIS));
  }

  /** Nothing of an answer may have been sent before. */
  public static void write(Duration retryAfter, String sentence, HttpServletResponse response)
      throws IOException {
    byte[] frame =
        ("retry: " + retryAfter.toMillis() + "\n: " + sentence.replaceAll("\\R", " ") + "\n\n")
            .getBytes(StandardCharsets.UTF_8);
    response.setContentType("text/event-stream");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(frame.length);
    response.getOutputStream().write(frame);
  }
}

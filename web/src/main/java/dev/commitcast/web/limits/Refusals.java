package dev.commitcast.web.limits;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Locale;

/** Tells who is refused when to come again. Stateless. */
public final class Refusals {
  private Refusals() {}

  /** Nothing of an answer may have been sent before. */
  public static void answer(
      Place.Refusal refusal, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (wantsStream(request)) {
      // EventSource gives up for good on any status but 200; so it is told in its own language
      byte[] frame =
          ("retry: " + refusal.retryAfter().toMillis() + "\n: " + refusal.sentence() + "\n\n")
              .getBytes(StandardCharsets.UTF_8);
      response.setContentType("text/event-stream");
      response.setCharacterEncoding("UTF-8");
      response.setHeader("Cache-Control", "no-store");
      response.setContentLength(frame.length);
      response.getOutputStream().write(frame);
    } else {
      refusal.problem().writeTo(response);
    }
  }

  private static boolean wantsStream(HttpServletRequest request) {
    return request.getMethod().equals("GET")
        && Collections.list(request.getHeaders("Accept")).stream()
            .anyMatch(range -> range.toLowerCase(Locale.ROOT).contains("text/event-stream"));
  }
}

package dev.commitcast.web.refusal;

import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;

/**
 * Tells somebody who met a limit when to come again. Immutable.
 *
 * @param sentence for the client
 * @param retryAfter when it may come again; another time for each
 */
public record LimitMet(Limit limit, String sentence, Duration retryAfter) {
  public Problem problem() {
    return Problem.of(ProblemType.TOO_MANY_REQUESTS)
        .detail(sentence)
        .with("limit", limit.label())
        .retryAfter(retryAfter);
  }

  /** Nothing of an answer may have been sent before. */
  public void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (wantsStream(request)) {
      // EventSource gives up for good on any status but 200; so it is told in its own language
      byte[] frame =
          ("retry: " + retryAfter.toMillis() + "\n: " + sentence + "\n\n")
              .getBytes(StandardCharsets.UTF_8);
      response.setContentType("text/event-stream");
      response.setCharacterEncoding("UTF-8");
      response.setHeader("Cache-Control", "no-store");
      response.setContentLength(frame.length);
      response.getOutputStream().write(frame);
    } else {
      problem().writeTo(response);
    }
  }

  private static boolean wantsStream(HttpServletRequest request) {
    return request.getMethod().equals("GET")
        && Collections.list(request.getHeaders("Accept")).stream()
            .anyMatch(range -> range.toLowerCase(Locale.ROOT).contains("text/event-stream"));
  }
}

package dev.commitcast.web.refusal;

import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemType;
import dev.commitcast.web.problem.StreamRetry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;

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
    if (StreamRetry.isWantedBy(request)) {
      StreamRetry.write(retryAfter, sentence, response);
    } else {
      problem().writeTo(response);
    }
  }
}

package dev.commitcast.web.sync;

import dev.commitcast.domain.ulid.UlidGenerator;
import dev.commitcast.persistence.error.DatabaseErrors;
import dev.commitcast.persistence.journal.Journal;
import dev.commitcast.web.problem.Diagnosis;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.request.Correlation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/**
 * Answers failures of the protocol's servlets, and logs what operators should know. Thread-safe.
 */
@ApplicationScoped
public class SyncFailures {
  @Inject Journal journal;
  @Inject UlidGenerator ulids;

  void answer(RuntimeException failure, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Problem problem = Diagnosis.of(failure);
    String correlationId = Correlation.of(request, ulids);
    if (problem.status() >= 500) {
      Map<String, Object> data =
          Map.of(
              "method", request.getMethod(),
              "path", request.getRequestURI(),
              "status", problem.status(),
              "error", DatabaseErrors.explain(failure));
      if (problem.status() == HttpServletResponse.SC_INTERNAL_SERVER_ERROR) {
        journal.about(correlationId).error("request_failed", failure, data);
      } else {
        journal.about(correlationId).warn("connection_error", data);
      }
      problem = problem.with("correlationId", correlationId);
    }
    if (response.isCommitted()) {
      // the rest of the answer does not come; whoever reads it must not take it for the end
      throw new IOException("The answer broke off.", failure);
    }
    String sentence = problem.toJson().getString("detail");
    problem.with("error", sentence).writeTo(response);
  }
}

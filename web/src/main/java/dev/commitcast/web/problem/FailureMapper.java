package dev.commitcast.web.problem;

import dev.commitcast.domain.ulid.UlidGenerator;
import dev.commitcast.persistence.error.DatabaseError;
import dev.commitcast.persistence.error.DatabaseErrors;
import dev.commitcast.persistence.journal.Journal;
import dev.commitcast.web.request.Correlation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Answers every exception of a resource with a problem, and logs once what operators should know.
 * Thread-safe.
 */
@Provider
@ApplicationScoped
public class FailureMapper implements ExceptionMapper<Throwable> {
  private static final String CLIENT_RULE_BROKEN = "23";
  private static final String RAISED_BY_TRIGGER = "P0001";

  @Inject Journal journal;
  @Inject UlidGenerator ulids;
  @Context HttpServletRequest request;

  @Override
  public Response toResponse(Throwable failure) {
    String correlationId = Correlation.of(request, ulids);
    Problem problem = Diagnosis.of(failure);
    log(failure, problem, journal.about(correlationId));
    if (problem.status() >= 500) {
      problem = problem.with("correlationId", correlationId);
    }
    Response.ResponseBuilder response =
        Response.status(problem.status())
            .type(Problem.MEDIA_TYPE)
            .header("Cache-Control", "no-store")
            .entity(problem.toJson().toString().getBytes(StandardCharsets.UTF_8));
    problem.headers().forEach(response::header);
    return response.build();
  }

  private void log(Throwable failure, Problem problem, Journal lines) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("method", request.getMethod());
    data.put("path", request.getRequestURI());
    data.put("status", problem.status());
    String state = DatabaseErrors.of(failure).map(DatabaseError::sqlState).orElse("");
    if (problem.type() == ProblemType.INTERNAL) {
      lines.error("request_failed", failure, data);
    } else if (problem.type() == ProblemType.UNAVAILABLE) {
      data.put("error", DatabaseErrors.explain(failure));
      lines.warn("connection_error", data);
    } else if (state.equals(RAISED_BY_TRIGGER)) {
      data.put("error", DatabaseErrors.explain(failure));
      lines.warn("trigger_error", data);
    } else if (state.startsWith(CLIENT_RULE_BROKEN)) {
      data.put("error", DatabaseErrors.explain(failure));
      lines.warn("constraint_violation", data);
    }
  }
}

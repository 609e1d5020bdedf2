package dev.commitcast.web.security;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.ulid.UlidGenerator;
import dev.commitcast.persistence.error.DatabaseErrors;
import dev.commitcast.persistence.journal.Journal;
import dev.commitcast.web.problem.Diagnosis;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemType;
import dev.commitcast.web.refusal.CallerFault;
import dev.commitcast.web.refusal.RefusalMetrics;
import dev.commitcast.web.request.Correlation;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.MappingMatch;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * Finds out who sends a request and whether that caller's role is enough for it, before anything
 * else looks at it. Named in web.xml, right behind the gate. Thread-safe.
 */
public class Authentication extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final Duration SOON = Duration.ofSeconds(5);

  private transient CallerLookup lookup;
  private transient UlidGenerator ulids;
  private transient Journal journal;
  private transient RefusalMetrics metrics;

  /** For the container, which injects the rest. */
  public Authentication() {}

  @Inject
  void set(CallerLookup lookup, UlidGenerator ulids, Journal journal, RefusalMetrics metrics) {
    this.metrics = metrics;
    this.lookup = lookup;
    this.ulids = ulids;
    this.journal = journal;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (Handshakes.isOne(request)) {
      Handshakes.begin(request);
      try {
        chain.doFilter(request, response);
      } finally {
        Handshakes.end();
      }
      return;
    }
    Requirement requirement = requirementOf(request);
    if (requirement == Requirement.NOTHING) {
      // wrapped, as those of callers are: Jakarta REST makes a proxy that lasts as long as the
      // server of whatever interfaces the first request has that it sees
      chain.doFilter(new HttpServletRequestWrapper(request), response);
      return;
    }
    Found found;
    try {
      found = look(request);
    } catch (RuntimeException e) {
      answer(failed(e, request), request, response);
      return;
    }
    if (found instanceof Found.NotLooked unseen) {
      metrics.limit(unseen.met().limit());
      response.setHeader(Correlation.HEADER, Correlation.of(request, ulids));
      unseen.met().answer(request, response);
      return;
    }
    if (found instanceof Found.Refused refused) {
      metrics.caller(refused.fault());
      answer(Refusals.of(refused), request, response);
      return;
    }
    Callers.set(request, found);
    Caller caller = Callers.of(request);
    if (!requirement.isMetBy(caller)) {
      metrics.caller(CallerFault.ROLE);
      answer(Refusals.roleMissing(requirement), request, response);
      return;
    }
    chain.doFilter(new KnownRequest(request, caller), response);
  }

  private static Requirement requirementOf(HttpServletRequest request) {
    return isWhatItSeems(request)
        ? Permissions.of(request.getMethod(), pathOf(request), isFile(request))
        : Requirement.OPERATOR;
  }

  /**
   * Whether the container takes the path to where it seems to lead. It looks for a servlet by the
   * path that it has decoded, so {@code /health/..%2fmetrics} is {@code /metrics} to it.
   */
  private static boolean isWhatItSeems(HttpServletRequest request) {
    return first(pathOf(request)).equals(first(request.getServletPath()))
        || request.getServletPath().isEmpty();
  }

  private static String first(String path) {
    int end = path.indexOf('/', 1);
    return end < 0 ? path : path.substring(0, end);
  }

  private Found look(HttpServletRequest request) {
    Approach approach = Approach.of(request);
    if (!isRead(request) && !approach.parameters(CredentialsReader.TICKET).isEmpty()) {
      return new Found.Refused(
          CallerFault.AMBIGUOUS, "A ticket opens a stream; it is for GET alone.");
    }
    // who brings a new token for the cookie may still have an old one in it
    boolean renews = request.getMethod().equals("POST") && pathOf(request).equals("/api/session");
    return lookup.find(renews ? approach.withoutCookies() : approach);
  }

  private static boolean isRead(HttpServletRequest request) {
    return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
  }

  private static String pathOf(HttpServletRequest request) {
    return request.getRequestURI().substring(request.getContextPath().length());
  }

  private static boolean isFile(HttpServletRequest request) {
    return request.getHttpServletMapping().getMappingMatch() == MappingMatch.DEFAULT;
  }

  private Problem failed(RuntimeException failure, HttpServletRequest request) {
    String correlationId = Correlation.of(request, ulids);
    Problem problem =
        failure instanceof KeysUnavailableException
            ? Problem.unavailable(failure.getMessage(), SOON)
            : Diagnosis.of(failure);
    Map<String, Object> data =
        Map.of(
            "method", request.getMethod().toUpperCase(Locale.ROOT),
            "path", request.getRequestURI(),
            "status", problem.status(),
            "error", DatabaseErrors.explain(failure));
    if (problem.type() == ProblemType.INTERNAL) {
      journal.about(correlationId).error("request_failed", failure, data);
    } else {
      journal.about(correlationId).warn("connection_error", data);
    }
    return problem.with("correlationId", correlationId);
  }

  private void answer(Problem problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader(Correlation.HEADER, Correlation.of(request, ulids));
    problem.answer(request, response);
  }
}

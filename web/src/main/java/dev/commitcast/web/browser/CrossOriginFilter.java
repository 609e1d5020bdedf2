package dev.commitcast.web.browser;

import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemType;
import dev.commitcast.web.refusal.OriginFault;
import dev.commitcast.web.refusal.RefusalMetrics;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Lets pages of listed origins read answers (CORS, as the Fetch standard has it), and keeps pages
 * of all others from changing anything in the name of whoever sits before the browser. Stands
 * before authentication: a browser asks for permission without credentials, and a request that is
 * forged shall use nothing up. Thread-safe.
 */
public class CrossOriginFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";
  private static final String ACCEPTED =
      "Accept, Authorization, Content-Encoding, Content-Type, If-Match, If-None-Match,"
          + " Last-Event-ID, traceparent, tracestate, X-Correlation-ID";
  private static final String EXPOSED =
      "Accept-Patch, ETag, Location, Retry-After, WWW-Authenticate," + " X-Correlation-ID";
  private static final String TEN_MINUTES = "600";

  private transient Origins origins;
  private transient RefusalMetrics metrics;

  /** For the container, which injects the rest. */
  public CrossOriginFilter() {}

  @Inject
  void set(Origins all, RefusalMetrics counts) {
    this.origins = all;
    this.metrics = counts;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    response.addHeader("Vary", "Origin");
    String origin = request.getHeader("Origin");
    if (origins.isListed(origin)) {
      response.setHeader("Access-Control-Allow-Origin", origin.strip());
      response.setHeader("Access-Control-Allow-Credentials", "true");
      response.setHeader("Access-Control-Expose-Headers", EXPOSED);
      // what it may read, its page may also embed
      response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
    }
    if (isPreflight(request)) {
      answerPreflight(origin, response);
    } else if (new Provenance(request, origins).isForged()) {
      metrics.origin(OriginFault.CHANGE);
      Problem.of(ProblemType.FORBIDDEN)
          .detail(
              "A page of another origin may change nothing here, unless "
                  + Origins.KEY
                  + " lists it; a program that shows a cookie sends the header Origin.")
          .field("Origin")
          .writeTo(response);
    } else {
      chain.doFilter(request, response);
    }
  }

  private static boolean isPreflight(HttpServletRequest request) {
    return request.getMethod().equals("OPTIONS")
        && request.getHeader("Origin") != null
        && request.getHeader("Access-Control-Request-Method") != null;
  }

  private void answerPreflight(String origin, HttpServletResponse response) throws IOException {
    response.addHeader("Vary", "Access-Control-Request-Method, Access-Control-Request-Headers");
    if (!origins.isListed(origin)) {
      metrics.origin(OriginFault.PREFLIGHT);
      Problem.of(ProblemType.FORBIDDEN)
          .detail("Pages of this origin may not use this node.")
          .field("Origin")
          .writeTo(response);
      return;
    }
    response.setHeader("Access-Control-Allow-Methods", METHODS);
    response.setHeader("Access-Control-Allow-Headers", ACCEPTED);
    response.setHeader("Access-Control-Max-Age", TEN_MINUTES);
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
  }
}

package dev.commitcast.web.request;

import dev.commitcast.domain.ulid.UlidGenerator;
import dev.commitcast.notifications.tracing.EventTraces;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Gives every answer of the API the request's correlation id. Stateless, thread-safe. */
@WebFilter(
    urlPatterns = {"/api/*", "/sync/*", "/sse"},
    asyncSupported = true)
public class CorrelationFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  @Inject private transient UlidGenerator ulids;
  @Inject private transient EventTraces traces;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    response.setHeader(Correlation.HEADER, Correlation.of(request, ulids));
    CommitSpan.allow(request, traces);
    try {
      chain.doFilter(request, response);
    } finally {
      CommitSpan.end(request);
    }
  }
}

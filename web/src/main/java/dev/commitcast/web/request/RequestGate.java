package dev.commitcast.web.request;

import dev.commitcast.domain.ulid.UlidGenerator;
import dev.commitcast.persistence.config.Settings;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemException;
import dev.commitcast.web.problem.ProblemType;
import dev.commitcast.web.refusal.Limit;
import dev.commitcast.web.refusal.RefusalMetrics;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.MappingMatch;
import java.io.IOException;
import java.net.MalformedURLException;
import java.time.Duration;
import java.util.Locale;
import org.eclipse.microprofile.config.Config;

/**
 * The first to see a request: what no resource could read, or nobody has, is answered here in the
 * form of all other errors. Left to the container, it would be an HTML page or a failure, and each
 * would leave a stack trace in the server's log. It also lets in no more requests at once than
 * leave some of the server's threads free. Named first in web.xml. Thread-safe.
 */
public class RequestGate extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final Duration RETRY = Duration.ofSeconds(2);

  @Inject private transient UlidGenerator ulids;
  @Inject private transient Config config;
  @Inject private transient RefusalMetrics metrics;

  private transient Admission admission;
  private transient ForwardingHeaders forwarding;

  @Override
  public void init() {
    admission = Admission.from(Settings.of(config));
    forwarding = ForwardingHeaders.from(Settings.of(config));
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (Framing.isOpenEnded(request)) {
      response.setHeader("Connection", "close");
    }
    try {
      look(request);
      forwarding.check(request);
      if (!admission.enter()) {
        metrics.limit(Limit.THREADS);
        throw Problem.unavailable(
                "This node has as many requests in progress as it takes; most of them wait for the"
                    + " database.",
                RETRY)
            .asException();
      }
    } catch (ProblemException e) {
      response.setHeader(Correlation.HEADER, Correlation.of(request, ulids));
      e.problem().answer(request, response);
      return;
    }
    try {
      // streams and long polls come back from here at once, and go on without a thread
      chain.doFilter(request, response);
    } finally {
      admission.leave();
    }
  }

  private static void look(HttpServletRequest request) {
    Framing.check(request);
    RequestTarget.check(request.getRequestURL().toString(), request.getQueryString());
    MediaRanges.check("Accept", true, request);
    MediaRanges.check("Content-Type", false, request);
    if (isFile(request) && !exists(request)) {
      throw Problem.of(ProblemType.NOT_FOUND).asException();
    }
  }

  private static boolean isFile(HttpServletRequest request) {
    return request.getHttpServletMapping().getMappingMatch() == MappingMatch.DEFAULT;
  }

  private static boolean exists(HttpServletRequest request) {
    String path =
        request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
    String folder = path.toUpperCase(Locale.ROOT);
    if (folder.startsWith("/WEB-INF")
        || folder.startsWith("/META-INF")
        || path.indexOf('\\') >= 0) {
      return false;
    }
    try {
      // the gateway has a filter and an endpoint at its path, and neither is a servlet
      return path.equals("/")
          || path.equals("/notifications")
          || (!path.endsWith("/") && request.getServletContext().getResource(path) != null);
    } catch (MalformedURLException | IllegalArgumentException expected) {
      // a path that no file can have
      return false;
    }
  }
}

package dev.commitcast.web.request;

import dev.commitcast.domain.ulid.UlidGenerator;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemException;
import dev.commitcast.web.problem.ProblemType;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.MappingMatch;
import java.io.IOException;
import java.net.MalformedURLException;
import java.util.Locale;

/**
 * The first to see a request: what no resource could read, or nobody has, is answered here in the
 * form of all other errors. Left to the container, it would be an HTML page or a failure, and each
 * would leave a stack trace in the server's log. Named first in web.xml. Stateless, thread-safe.
 */
public class RequestGate extends HttpFilter {
  private static final long serialVersionUID = 1L;

  @Inject private transient UlidGenerator ulids;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    try {
      look(request);
    } catch (ProblemException e) {
      response.setHeader(Correlation.HEADER, Correlation.of(request, ulids));
      e.problem().writeTo(response);
      return;
    }
    chain.doFilter(request, response);
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
      return path.equals("/")
          || (!path.endsWith("/") && request.getServletContext().getResource(path) != null);
    } catch (MalformedURLException | IllegalArgumentException expected) {
      // a path that no file can have
      return false;
    }
  }
}

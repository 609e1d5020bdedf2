package dev.commitcast.web.gateway;

import dev.commitcast.web.browser.Origins;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemType;
import dev.commitcast.web.refusal.OriginFault;
import dev.commitcast.web.refusal.RefusalMetrics;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Refuses what may not become a socket while that can still be answered: what is no handshake, and
 * pages of foreign origins, in whose name a browser would send its cookies.
 */
@WebFilter(urlPatterns = GatewayHandshake.PATH, asyncSupported = true)
public class GatewayFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final int UPGRADE_REQUIRED = 426;

  private transient Origins origins;
  private transient RefusalMetrics metrics;

  /** For the container, which injects the rest. */
  public GatewayFilter() {}

  @Inject
  void set(Origins known, RefusalMetrics counts) {
    this.origins = known;
    this.metrics = counts;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String origin = request.getHeader("Origin");
    if (!isHandshake(request)) {
      Problem.ofStatus(UPGRADE_REQUIRED)
          .detail("This is a WebSocket: GET it with Upgrade: websocket, version 13.")
          .header("Upgrade", "websocket")
          .header("Connection", "Upgrade")
          .header("Sec-WebSocket-Version", "13")
          .writeTo(response);
    } else if (origin != null && !origins.allows(origin, request.getHeader("Host"))) {
      metrics.origin(OriginFault.SOCKET);
      Problem.of(ProblemType.FORBIDDEN)
          .detail("Pages of this origin may not open a socket here; see commitcast.http.origins.")
          .field("Origin")
          .writeTo(response);
    } else {
      chain.doFilter(new WithoutSession(request), response);
    }
  }

  private static boolean isHandshake(HttpServletRequest request) {
    return request.getMethod().equals("GET")
        && "websocket".equalsIgnoreCase(request.getHeader("Upgrade"))
        && "13".equals(request.getHeader("Sec-WebSocket-Version"));
  }
}

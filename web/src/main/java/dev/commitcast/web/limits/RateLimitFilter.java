package dev.commitcast.web.limits;

import dev.commitcast.persistence.config.Settings;
import dev.commitcast.web.refusal.Limit;
import dev.commitcast.web.refusal.LimitMet;
import dev.commitcast.web.refusal.RefusalMetrics;
import dev.commitcast.web.security.Callers;
import io.github.bucket4j.TimeMeter;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;

/**
 * Lets each caller ask and append as often as it may. Stands behind authentication in web.xml, so
 * that a caller is known by its token and not by the address of a proxy. Thread-safe.
 */
public class RateLimitFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  /** Of the decoded path: whatever a client writes as %2F or %65, the resource is the same. */
  private static final Pattern APPENDS =
      Pattern.compile(
          "/api/append/?|/api/streams/.+/events/?|/api/channels/.+/messages/?|/api/bookings/?"
              + "|/sync/push.*",
          Pattern.DOTALL);

  private static final Pattern LIMITED =
      Pattern.compile("/(?:api|sync)/.*|/sse|/notifications", Pattern.DOTALL);
  private static final int SPREAD_MILLIS = 1_000;

  @Inject private transient Config config;
  @Inject private transient RefusalMetrics metrics;

  private transient CallRates requests;
  private transient CallRates appends;

  @Override
  public void init() {
    LimitSettings settings = LimitSettings.from(Settings.of(config));
    requests = new CallRates(settings.requests(), settings.callers(), TimeMeter.SYSTEM_NANOTIME);
    appends = new CallRates(settings.appends(), settings.callers(), TimeMeter.SYSTEM_NANOTIME);
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Optional<LimitMet> met = limitMet(request);
    if (met.isPresent()) {
      metrics.limit(met.get().limit());
      met.get().answer(request, response);
    } else {
      chain.doFilter(request, response);
    }
  }

  private Optional<LimitMet> limitMet(HttpServletRequest request) {
    String path = path(request);
    if (!LIMITED.matcher(path).matches()) {
      return Optional.empty();
    }
    // a handshake is authenticated by the endpoint, and so has no name here yet
    boolean nameless = Callers.carrierOf(request).isEmpty();
    String name =
        nameless ? "at " + Address.of(request.getRemoteAddr()) : "user " + Callers.of(request).id();
    return requests
        .take(name, nameless)
        .map(wait -> met(Limit.REQUESTS, "This caller sends more requests than it may.", wait))
        .or(
            () ->
                isAppend(request, path)
                    ? appends
                        .take(name, nameless)
                        .map(
                            wait ->
                                met(
                                    Limit.APPENDS,
                                    "This caller appends more often than it may; one append may"
                                        + " bring many events.",
                                    wait))
                    : Optional.empty());
  }

  private static boolean isAppend(HttpServletRequest request, String path) {
    return request.getMethod().equals("POST") && APPENDS.matcher(path).matches();
  }

  private static String path(HttpServletRequest request) {
    return request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
  }

  /** Those who are refused together shall not come back together. */
  static LimitMet met(Limit limit, String sentence, Duration wait) {
    int spread = ThreadLocalRandom.current().nextInt(SPREAD_MILLIS);
    return new LimitMet(limit, sentence, wait.plusMillis(spread));
  }
}

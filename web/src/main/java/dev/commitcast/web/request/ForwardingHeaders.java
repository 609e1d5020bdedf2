package dev.commitcast.web.request;

import dev.commitcast.persistence.config.Settings;
import dev.commitcast.web.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Behind a proxy, refuses requests that say in two ways for whom they are: the proxy has set one,
 * the client may have sent the other, and the server believes {@code Forwarded} first. Immutable.
 *
 * @param believed whether there may be a proxy whose word counts
 */
record ForwardingHeaders(boolean believed) {
  static ForwardingHeaders from(Settings settings) {
    return new ForwardingHeaders(settings.flag("commitcast.http.behind-proxy", false));
  }

  void check(HttpServletRequest request) {
    if (believed
        && request.getHeader("Forwarded") != null
        && request.getHeader("X-Forwarded-For") != null) {
      throw Problem.invalidParameter(
              "Forwarded",
              "A request names its client by Forwarded or by X-Forwarded-For, not by both; a proxy"
                  + " that sets one removes the other.")
          .asException();
    }
  }
}

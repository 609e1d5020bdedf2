package dev.commitcast.web.gateway;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;

/**
 * A handshake that makes no HTTP session. The server would make one for each socket, keep it for
 * half an hour behind its end, and give the client a cookie for it; nothing here wants any.
 */
final class WithoutSession extends HttpServletRequestWrapper {
  WithoutSession(HttpServletRequest request) {
    super(request);
  }

  @Override
  public HttpSession getSession() {
    return null;
  }

  @Override
  public HttpSession getSession(boolean create) {
    return null;
  }
}

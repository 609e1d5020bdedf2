package dev.commitcast.web.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What a request brings. Reads the query as it was sent, and never a body. */
record RequestApproach(HttpServletRequest request) implements Approach {
  @Override
  public List<String> headers(String name) {
    return Collections.list(request.getHeaders(name));
  }

  @Override
  public List<String> parameters(String name) {
    return QueryText.values(request.getQueryString(), name);
  }

  @Override
  public Optional<String> peerAddress() {
    return Optional.ofNullable(request.getRemoteAddr());
  }
}

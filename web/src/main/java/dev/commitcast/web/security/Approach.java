package dev.commitcast.web.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;

/** What somebody brings who wants to come in: with a request, or to open a WebSocket. */
public interface Approach {
  /** The values of a header, whatever the case of its name; none if it is not there. */
  List<String> headers(String name);

  /** The values of a parameter of the query; none if it is not there. */
  List<String> parameters(String name);

  /** The address of the other end of the connection; empty if it is not known. */
  Optional<String> peerAddress();

  static Approach of(HttpServletRequest request) {
    return new RequestApproach(request);
  }

  /** The same without cookies, for one who brings a token that shall become one. */
  default Approach withoutCookies() {
    Approach all = this;
    return new Approach() {
      @Override
      public List<String> headers(String name) {
        return name.equalsIgnoreCase("Cookie") ? List.of() : all.headers(name);
      }

      @Override
      public List<String> parameters(String name) {
        return all.parameters(name);
      }

      @Override
      public Optional<String> peerAddress() {
        return all.peerAddress();
      }
    };
  }
}

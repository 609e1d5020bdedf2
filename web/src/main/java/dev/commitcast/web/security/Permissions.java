package dev.commitcast.web.security;

import static dev.commitcast.web.security.Requirement.KNOWN;
import static dev.commitcast.web.security.Requirement.NOTHING;
import static dev.commitcast.web.security.Requirement.OPERATOR;
import static dev.commitcast.web.security.Requirement.WRITER;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What each method of each path takes. Which rows and rooms somebody may have there, the resource
 * decides. What is not listed is for operators. Stateless.
 */
final class Permissions {
  /** The requirement of a method of some paths. */
  private record Permission(String method, PathPattern paths, Requirement requirement) {}

  private static final List<Permission> ALL = new ArrayList<>();

  static {
    put(NOTHING, "GET", "/", "/docs/problems", "/dev/sign-in");
    put(NOTHING, "POST", "/dev/sign-in");
    // up or down, and no more
    put(NOTHING, "GET", "/health", "/health/{check}");
    // a cookie that is not good any more can be got rid of
    put(NOTHING, "DELETE", "/api/session");

    put(KNOWN, "GET", "/api/session", "/api/users");
    put(KNOWN, "POST", "/api/session", "/api/tickets");
    put(KNOWN, "GET", "/api/events", "/api/events/{id}");
    put(KNOWN, "GET", "/api/rooms/{room}/presence");
    put(KNOWN, "GET", "/api/streams/{stream}", "/api/streams/{stream}/events");
    put(KNOWN, "GET", "/api/channels", "/api/channels/{channel}/messages");
    put(KNOWN, "POST", "/api/channels/{channel}/messages");
    put(KNOWN, "DELETE", "/api/channels/{channel}/messages/{message}");
    put(KNOWN, "GET", "/api/bookings", "/api/bookings/{id}");
    put(KNOWN, "POST", "/api/bookings");
    put(KNOWN, "PATCH", "/api/bookings/{id}");
    put(KNOWN, "DELETE", "/api/bookings/{id}");
    put(KNOWN, "GET", "/sync/pull", "/sync/latest-version", "/sse");
    put(KNOWN, "POST", "/sync/pull-cursor");

    put(WRITER, "POST", "/api/streams/{stream}/events", "/api/append", "/sync/push");

    put(OPERATOR, "GET", "/api/streams", "/api/explain", "/api/listener", "/api/notifications");
    put(OPERATOR, "POST", "/api/notifications", "/api/revocations");
    put(OPERATOR, "DELETE", "/api/streams/{stream}");
    put(OPERATOR, "PATCH", "/api/streams/{stream}");
    put(OPERATOR, "GET", "/api/sync/reviews", "/api/sync/reviews/{id}");
    put(OPERATOR, "POST", "/api/sync/reviews/{id}/decision");
    put(OPERATOR, "GET", "/api/transfers", "/api/transfers/export", "/api/transfers/{id}");
    put(OPERATOR, "POST", "/api/transfers");
    put(OPERATOR, "DELETE", "/api/transfers/{id}");
    put(OPERATOR, "GET", "/api/subscriptions", "/api/subscriptions/{name}");
    put(OPERATOR, "GET", "/api/subscriptions/{name}/parked", "/api/subscriptions/{name}/events");
    put(OPERATOR, "POST", "/api/subscriptions");
    put(OPERATOR, "DELETE", "/api/subscriptions/{name}");
    for (String action : List.of("pause", "resume", "rewind", "replay-parked", "ack", "nack")) {
      put(OPERATOR, "POST", "/api/subscriptions/{name}/" + action);
    }
  }

  private Permissions() {}

  private static void put(Requirement requirement, String method, String... patterns) {
    for (String pattern : patterns) {
      ALL.add(new Permission(method, PathPattern.of(pattern), requirement));
    }
  }

  /**
   * What a request takes.
   *
   * @param path as it was sent, without the query
   * @param file whether the container answers it with a file that is there for everybody
   */
  static Requirement of(String method, String path, boolean file) {
    boolean reads = method.equals("GET") || method.equals("HEAD");
    if (method.equals("OPTIONS") || (file && reads)) {
      return NOTHING;
    }
    return listed(reads ? "GET" : method, path).orElse(OPERATOR);
  }

  /** Empty if nothing is said about it. */
  static Optional<Requirement> listed(String method, String path) {
    return ALL.stream()
        .filter(each -> each.method().equals(method) && each.paths().matches(path))
        .map(Permission::requirement)
        .findFirst();
  }
}

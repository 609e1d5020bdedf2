package dev.commitcast.web.events;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.notifications.access.Access;
import dev.commitcast.notifications.access.AccessControl;
import dev.commitcast.notifications.access.AccessEndedException;
import dev.commitcast.notifications.access.AccessUnknownException;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemException;
import dev.commitcast.web.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.function.Supplier;

/** What the callers of requests may see, in the words of HTTP. Thread-safe. */
@ApplicationScoped
public class EventAccess {
  static final String REVOKED = "The token was revoked.";
  static final String EXPIRED = "The token has expired.";

  private AccessControl control;

  /** For the proxy that the container puts before it. */
  protected EventAccess() {}

  @Inject
  public EventAccess(AccessControl control) {
    this.control = control;
  }

  /** For a request that is answered at once. */
  public Access atOnce(Caller caller) {
    return known(() -> control.atOnce(caller));
  }

  /** The same, asked when it is needed; a filter that names other rooms is refused. */
  Supplier<Access> reading(Caller caller, EventFilter filter) {
    return () -> {
      Access access = atOnce(caller);
      requireRooms(access, filter);
      return access;
    };
  }

  /** For a request that stays open. */
  public Access lasting(Caller caller) {
    return known(() -> control.of(caller));
  }

  /**
   * Runs what asks for somebody's grants.
   *
   * @throws dev.commitcast.web.problem.ProblemException 503 if nobody can tell them now, 401 if the
   *     token was revoked since the request was let in
   */
  public static <T> T known(Supplier<T> question) {
    try {
      return question.get();
    } catch (AccessEndedException e) {
      throw tokenEnded(REVOKED, e);
    } catch (AccessUnknownException e) {
      throw Problem.unavailable(
              "It cannot be found out now what you may see, so you see nothing.",
              Duration.ofSeconds(2))
          .asException(e);
    }
  }

  /** What a request is told whose token has ended since it was let in. */
  static ProblemException tokenEnded(String sentence, Throwable cause) {
    return Problem.of(ProblemType.UNAUTHENTICATED)
        .detail(sentence)
        .header(
            "WWW-Authenticate",
            "Bearer realm=\"commitcast\", error=\"invalid_token\", error_description=\""
                + sentence
                + "\"")
        .asException(cause);
  }

  /**
   * Refuses a filter that names a room which the caller may not see.
   *
   * @throws dev.commitcast.web.problem.ProblemException 403 with the room
   */
  public static void requireRooms(Access access, EventFilter filter) {
    for (String room : filter.rooms()) {
      if (!access.allowsRoom(room)) {
        throw Problem.of(ProblemType.FORBIDDEN)
            .detail("You may not see the room " + room + ".")
            .field("room")
            .asException();
      }
    }
  }
}

package dev.commitcast.web.store;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.access.Role;
import dev.commitcast.domain.event.EventData;
import dev.commitcast.domain.event.StreamAppend;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.notifications.access.Access;
import dev.commitcast.notifications.access.AccessControl;
import dev.commitcast.web.events.EventAccess;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/**
 * Where a writer may append: to the rooms that it may see itself and to none, and to no stream
 * whose events decide who sees what. Operators may everywhere. Thread-safe.
 */
@ApplicationScoped
public class AppendRights {
  private EventAccess access;
  private AccessControl control;

  /** For the proxy that the container puts before it. */
  protected AppendRights() {}

  @Inject
  AppendRights(EventAccess access, AccessControl control) {
    this.access = access;
    this.control = control;
  }

  /**
   * Refuses an append of which a part is not allowed.
   *
   * @throws dev.commitcast.web.problem.ProblemException 403 with the field
   */
  void require(Caller caller, List<StreamAppend> appends) {
    if (caller.is(Role.OPERATOR)) {
      return;
    }
    for (StreamAppend append : appends) {
      faultOf(caller, append.stream())
          .ifPresent(
              sentence -> {
                throw Problem.of(ProblemType.FORBIDDEN)
                    .detail(sentence)
                    .field("stream")
                    .asException();
              });
    }
    Access granted = access.atOnce(caller);
    for (StreamAppend append : appends) {
      for (EventData event : append.events()) {
        if (event.room() != null && !granted.allowsRoom(event.room().value())) {
          throw Problem.of(ProblemType.FORBIDDEN)
              .detail("You may not append to the room " + event.room().value() + ".")
              .field("room")
              .asException();
        }
      }
    }
  }

  /** Why a caller may append nothing to a stream; empty if it may. */
  public Optional<String> faultOf(Caller caller, StreamId stream) {
    return caller.is(Role.OPERATOR) || !control.decides(stream.category())
        ? Optional.empty()
        : Optional.of(
            "The events of "
                + stream.category()
                + " decide who sees what; only operators append there.");
  }
}

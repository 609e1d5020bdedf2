package dev.commitcast.web.events;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.notifications.hub.EventJson;
import dev.commitcast.notifications.hub.StartFrom;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.log.LogPage;
import dev.commitcast.persistence.log.LogState;
import dev.commitcast.persistence.log.PageLimit;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Collectors;

/** Reads pages of the log for HTTP. Thread-safe. */
@ApplicationScoped
class EventPages {
  /** Most bytes of payload in one page; a single larger event still comes, alone. */
  static final long MAX_PAGE_BYTES = 8L << 20;

  private EventLog log;

  /** For the proxy that the container puts before it. */
  EventPages() {}

  @Inject
  EventPages(EventLog log) {
    this.log = log;
  }

  /** One page, and where it ended. */
  record Page(List<RecordedEvent> events, Cursor next, Cursor head) {
    String json(boolean metadata) {
      return events.stream()
          .map(event -> EventJson.print(event, metadata))
          .collect(
              Collectors.joining(
                  ",", "{\"events\":[", "],\"next\":\"" + next + "\",\"head\":\"" + head + "\"}"));
    }
  }

  /** The cursor that a query starts from, refused if the log cannot go on from there. */
  Cursor startOf(EventQuery query) {
    LogState state = log.state();
    StartFrom start = query.start().orElseGet(StartFrom.Beginning::new);
    if (start instanceof StartFrom.Now) {
      return state.headCursor();
    }
    if (start instanceof StartFrom.After after) {
      return honoured(after.cursor(), state);
    }
    return state.beginning();
  }

  private static Cursor honoured(Cursor cursor, LogState state) {
    if (!state.honours(cursor)) {
      throw Problem.of(ProblemType.GONE)
          .detail("The events after " + cursor + " are not in the log; reload your state.")
          .field("after")
          .with("oldest", state.beginning().toString())
          .with("head", state.headCursor().toString())
          .asException();
    }
    return cursor;
  }

  Page read(EventQuery query, Cursor after) {
    LogPage page =
        log.read(query.filter(), after.version(), new PageLimit(query.limit(), MAX_PAGE_BYTES));
    LogState state = log.state();
    // retention or a recovery may have come between the check and the reading
    honoured(after, state);
    Cursor next = new Cursor(state.epoch(), Math.max(page.through(), after.version()));
    return new Page(page.events(), next, state.headCursor());
  }
}

package dev.commitcast.web.events;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.notifications.access.Access;
import dev.commitcast.notifications.access.VisibleLog;
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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Reads pages of the log for HTTP. Thread-safe. */
@ApplicationScoped
class EventPages {
  /** Most bytes of payload in one page; a single larger event still comes, alone. */
  static final long MAX_PAGE_BYTES = 8L << 20;

  /** More than one recovery while a page is read is not to be expected. */
  private static final int READS = 3;

  private EventLog log;
  private VisibleLog visible;

  /** For the proxy that the container puts before it. */
  EventPages() {}

  @Inject
  EventPages(EventLog log, VisibleLog visible) {
    this.log = log;
    this.visible = visible;
  }

  /**
   * One page, and where it ended.
   *
   * @param state the log's, asked after the events
   */
  record Page(List<RecordedEvent> events, Cursor next, LogState state) {
    /** Whether it was read wholly in this epoch, and in the history that the log has now. */
    boolean isOf(int epoch) {
      return state.epoch() == epoch && state.honours(next);
    }

    String json(boolean metadata) {
      return events.stream()
          .map(event -> EventJson.print(event, metadata))
          .collect(
              Collectors.joining(
                  ",",
                  "{\"events\":[",
                  "],\"next\":\"" + next + "\",\"head\":\"" + state.headCursor() + "\"}"));
    }
  }

  /** Where a live stream begins: at a cursor, at a time, or now. */
  StartFrom liveStartOf(EventQuery query) {
    return query
        .start()
        .or(
            () ->
                query.span().since().isEmpty()
                    ? Optional.empty()
                    : Optional.of(new StartFrom.After(rangeOf(query.span(), log.state()).before())))
        .orElseGet(StartFrom.Now::new);
  }

  /**
   * The cursor that a query starts from, in the log's present epoch; refused if the log cannot go
   * on from there.
   */
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
    // what it has seen is part of the present epoch's history
    return state.headCursor().at(cursor.version());
  }

  /**
   * The page behind a cursor. The database may be replaced by another one between the check and the
   * reading, or after it, with other events behind the cursor: what was read of a history that has
   * ended is thrown away and read again, lest a client get it together with a cursor that is good.
   *
   * @param access finds out what the reader may see; asked before every reading
   */
  Page read(EventQuery query, Cursor after, Supplier<Access> access) {
    Cursor from = after;
    for (int i = 0; i < READS; i++) {
      Page page = readOnce(query, from, access.get());
      // retention or a recovery may have come between the check and the reading
      Cursor still = honoured(from, page.state());
      if (page.isOf(from.epoch())) {
        return page;
      }
      from = still;
    }
    throw Problem.unavailable("The log is being recovered again and again.", Duration.ofSeconds(2))
        .asException();
  }

  private Page readOnce(EventQuery query, Cursor after, Access access) {
    if (!query.span().isAlways()) {
      return readSpan(query, after, access);
    }
    LogPage page = visible.read(access, query.filter(), after.version(), limit(query));
    return page(query, after, page.events(), page.through());
  }

  /** Reads only between the versions of a span; behind its last one the reader is at the head. */
  private Page readSpan(EventQuery query, Cursor after, Access access) {
    LogState before = log.state();
    Range range = rangeOf(query.span(), before);
    long from = Math.max(after.version(), range.before().version());
    if (from >= range.last()) {
      return page(query, after, List.of(), before.head());
    }
    LogPage page = visible.read(access, query.filter(), from, limit(query));
    return page(
        query,
        after,
        page.events(),
        page.through() >= range.last() ? Math.max(before.head(), page.through()) : page.through());
  }

  private Page page(EventQuery query, Cursor after, List<RecordedEvent> events, long through) {
    return new Page(
        events.stream().filter(query.span()::holds).toList(),
        after.at(Math.max(through, after.version())),
        log.state());
  }

  /**
   * Where a span of time lies in the log.
   *
   * @param before the cursor before its first event
   * @param last the version of its last
   */
  private record Range(Cursor before, long last) {}

  /** If no event was made in the span, it lies at the head: only what is to come can be in it. */
  private Range rangeOf(TimeSpan span, LogState state) {
    return log.versionsBetween(span.from(), span.end())
        .map(found -> new Range(state.headCursor().at(found.first() - 1), found.last()))
        .orElseGet(() -> new Range(state.headCursor(), state.head()));
  }

  private static PageLimit limit(EventQuery query) {
    return new PageLimit(query.limit(), MAX_PAGE_BYTES);
  }
}

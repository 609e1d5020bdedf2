package dev.commitcast.notifications.explain;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.notifications.metrics.Observations;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.log.LogState;
import dev.commitcast.persistence.log.PageLimit;
import dev.commitcast.persistence.observation.LogProgress;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds an event by its id, its version or its cursor, wherever it is. Thread-safe. */
public final class EventSearch {
  private static final PageLimit ONE = new PageLimit(1, 1);
  private static final EventFilter CANARIES =
      new EventFilter(Set.of(EventFilter.CANARY), Set.of(), Set.of(), Set.of());
  private static final Pattern VERSION = Pattern.compile("[1-9]\\d{0,17}");
  private static final Pattern CURSOR = Pattern.compile("[1-9]\\d{0,8}\\.[1-9]\\d{0,17}");

  private final EventLog log;
  private final Observations seen;

  public EventSearch(EventLog log, Observations seen) {
    this.log = log;
    this.seen = seen;
  }

  /**
   * Looks for an event.
   *
   * @param text a version, a cursor, or else an id
   */
  public EventWay find(String text) {
    if (VERSION.matcher(text).matches()) {
      LogState state = log.state();
      return find(new Cursor(state.epoch(), Long.parseLong(text)), state);
    }
    return CURSOR.matcher(text).matches() ? find(Cursor.parse(text), log.state()) : findById(text);
  }

  private EventWay find(Cursor cursor, LogState state) {
    long version = cursor.version();
    // retention does not matter for the question to which history a version belongs
    if (!state.honours(cursor.at(Math.max(version, state.oldest() - 1)))) {
      return cursor.epoch() == state.epoch()
          ? EventWay.without(
              "not-yet", "The log ends at " + state.headCursor() + "; this version is not given.")
          : EventWay.without(
              "other-epoch",
              "There is no "
                  + cursor
                  + " in this history: a failover or recovery took it back, or it is of another"
                  + " log. The log is at "
                  + state.headCursor()
                  + ".");
    }
    if (version < state.oldest()) {
      return expired(state);
    }
    // canaries are shown to those alone who ask for them
    return Stream.of(EventFilter.ALL, CANARIES)
        .flatMap(filter -> log.read(filter, version - 1, ONE).events().stream())
        .filter(event -> event.version() == version)
        .findFirst()
        .map(EventSearch::sequenced)
        .orElseGet(() -> expired(state));
  }

  private static EventWay expired(LogState state) {
    return EventWay.without(
        "expired", "Retention has removed it; the log begins at " + state.beginning() + ".");
  }

  private EventWay findById(String id) {
    return log.event(id)
        .map(event -> event.version() > 0 ? sequenced(event) : pending(event))
        .orElseGet(
            () ->
                EventWay.without(
                    "unknown",
                    "No event has this id: it was never committed, or retention has removed it, or"
                        + " it is a captured change that waits for its version, and with it for"
                        + " its id."));
  }

  private static EventWay sequenced(RecordedEvent event) {
    String when = event.sequencedAt() == null ? "" : " at " + event.sequencedAt();
    return new EventWay(
        new Judgement("sequenced", "It got version " + event.version() + when + "."),
        Optional.of(event));
  }

  private EventWay pending(RecordedEvent event) {
    return new EventWay(
        new Judgement("pending", "It is committed and waits for its version: " + whyPending()),
        Optional.of(event));
  }

  private String whyPending() {
    if (seen.blockage().isPresent()) {
      return "the sequencer is blocked by "
          + seen.blockage().get().by()
          + " since "
          + seen.blockage().get().since()
          + ".";
    }
    if (seen.progress().isEmpty()) {
      return "this node does not hear from the database.";
    }
    return seen.progress().filter(LogProgress::leads).isEmpty()
        ? "no node holds the sequencer's lock."
        : "the sequencer has not come to it yet.";
  }
}

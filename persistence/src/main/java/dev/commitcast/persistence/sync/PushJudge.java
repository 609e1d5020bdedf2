package dev.commitcast.persistence.sync;

import dev.commitcast.domain.event.AppendRefusedException;
import dev.commitcast.domain.event.AppendResult;
import dev.commitcast.domain.event.EventData;
import dev.commitcast.domain.event.EventType;
import dev.commitcast.domain.event.ExpectedVersion;
import dev.commitcast.domain.event.InvalidEventException;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.domain.event.WrongExpectedVersionException;
import dev.commitcast.domain.json.AdditiveMerge;
import dev.commitcast.domain.json.StrictJson;
import dev.commitcast.persistence.store.EventAppender;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Decides about the events of one push, in their order. Used by one thread. */
final class PushJudge {
  /** How often others may come first before the client is asked to try later. */
  private static final int ATTEMPTS = 10;

  private final SyncStatements statements;
  private final EventAppender appender;
  private final Function<EventType, Resolution> resolutions;
  private final Supplier<String> newIds;
  private final Set<String> idsOfThePush;
  private final Map<StreamId, Quiet> quiet = new HashMap<>();

  PushJudge(
      SyncStatements statements,
      EventAppender appender,
      Function<EventType, Resolution> resolutions,
      Supplier<String> newIds,
      Set<String> idsOfThePush) {
    this.statements = statements;
    this.appender = appender;
    this.resolutions = resolutions;
    this.newIds = newIds;
    this.idsOfThePush = idsOfThePush;
  }

  /**
   * What a stream was at when this push had appended to it without a conflict: as long as it stays
   * there, nobody can have come between.
   */
  private record Quiet(long streamVersion, long base, Optional<String> origin) {}

  /** After a transaction was rolled back, what was seen in it never was. */
  void forget() {
    quiet.clear();
  }

  PushResult receive(Connection connection, PushedEvent pushed) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      Standing standing = statements.look(connection, pushed);
      Optional<PushResult> settled = settled(pushed, standing);
      if (settled.isPresent()) {
        return settled.get();
      }
      Optional<PushResult.Rival> rival =
          isQuiet(pushed, standing)
              ? Optional.empty()
              : statements.rival(connection, pushed, idsOfThePush);
      Savepoint savepoint = connection.setSavepoint();
      try {
        PushResult result =
            rival.isPresent()
                ? resolve(connection, pushed, standing, rival.get())
                : append(connection, pushed, standing);
        connection.releaseSavepoint(savepoint);
        return result;
      } catch (WrongExpectedVersionException e) {
        connection.rollback(savepoint);
        if (attempt == ATTEMPTS) {
          return PushResult.conflict(
              pushed.event().id(),
              "Others append to this stream all the time; push again.",
              Optional.empty());
        }
      } catch (AppendRefusedException e) {
        connection.rollback(savepoint);
        return refused(pushed, e);
      }
    }
  }

  private static PushResult refused(PushedEvent pushed, AppendRefusedException reason) {
    String id = pushed.event().id();
    return reason instanceof InvalidEventException
        ? PushResult.invalid(id, reason.getMessage())
        : PushResult.conflict(id, reason.getMessage(), Optional.empty());
  }

  /** Whether there is nothing to decide: it is known, or somebody has decided. */
  private static Optional<PushResult> settled(PushedEvent pushed, Standing standing) {
    String id = pushed.event().id();
    if (standing.known()) {
      // what a reviewer has put into its place counts as the same
      boolean same = standing.same() || standing.decision() != null;
      return Optional.of(
          same
              ? PushResult.duplicate(id, standing.knownAt())
              : PushResult.conflict(
                  id, "The event id " + id + " was used with other content.", Optional.empty()));
    }
    if (standing.review().isPresent()) {
      long review = standing.review().getAsLong();
      return Optional.of(
          PushResult.conflict(
              id,
              standing.decision() == null
                  ? "It waits for a decision, as review " + review + "."
                  : "It was discarded in review " + review + ".",
              Optional.empty()));
    }
    return standing.deleted()
        ? Optional.of(
            PushResult.conflict(
                id, "The stream " + pushed.stream() + " is deleted.", Optional.empty()))
        : Optional.empty();
  }

  private boolean isQuiet(PushedEvent pushed, Standing standing) {
    if (pushed.base().isEmpty() || standing.streamVersion() == 0) {
      return true;
    }
    Quiet last = quiet.get(pushed.stream());
    return last != null
        && last.streamVersion() == standing.streamVersion()
        && last.base() <= pushed.base().getAsLong()
        && last.origin().equals(pushed.origin());
  }

  private PushResult append(Connection connection, PushedEvent pushed, Standing standing) {
    long place = append(connection, pushed, standing, List.of(pushed.event()));
    pushed
        .base()
        .ifPresent(base -> quiet.put(pushed.stream(), new Quiet(place, base, pushed.origin())));
    return PushResult.accepted(pushed.event().id(), place, Optional.empty());
  }

  private long append(
      Connection connection, PushedEvent pushed, Standing standing, List<EventData> events) {
    AppendResult result =
        appender.append(
            connection, pushed.stream(), ExpectedVersion.exact(standing.streamVersion()), events);
    return result.events().get(0).streamVersion();
  }

  private PushResult resolve(
      Connection connection, PushedEvent pushed, Standing standing, PushResult.Rival rival)
      throws SQLException {
    String id = pushed.event().id();
    Resolution resolution = resolutions.apply(pushed.event().type());
    PushResult.Conflict conflict = new PushResult.Conflict(resolution, rival, OptionalLong.empty());
    return switch (resolution) {
      case LAST_WRITE_WINS ->
          PushResult.accepted(
              id,
              append(connection, pushed, standing, List.of(pushed.event())),
              Optional.of(conflict));
      case ADDITIVE_MERGE ->
          PushResult.accepted(
              id,
              append(connection, pushed, standing, withMerge(connection, pushed, rival)),
              Optional.of(conflict));
      case FIRST_WRITE_WINS ->
          PushResult.conflict(
              id, "The event " + rival.id() + " was there first.", Optional.of(conflict));
      case MANUAL_REVIEW -> {
        long review = statements.review(connection, pushed, rival);
        yield PushResult.conflict(
            id,
            "It waits for a decision, as review " + review + ".",
            Optional.of(new PushResult.Conflict(resolution, rival, OptionalLong.of(review))));
      }
    };
  }

  /** The event, and behind it one that holds its data and those of what came between. */
  private List<EventData> withMerge(
      Connection connection, PushedEvent pushed, PushResult.Rival first) throws SQLException {
    EventData event = pushed.event();
    if (event.data() == null || !StrictJson.isObject(event.data())) {
      return List.of(event);
    }
    Map<String, String> others = statements.rivals(connection, pushed, first, idsOfThePush);
    if (others.isEmpty()) {
      return List.of(event);
    }
    String data = others.values().stream().reduce(AdditiveMerge::of).orElseThrow();
    String of =
        others.keySet().stream().map(StrictJson::quote).collect(Collectors.joining(",", "[", ","))
            + StrictJson.quote(event.id())
            + "]";
    EventData merged =
        new EventData(
            newIds.get(),
            event.type(),
            AdditiveMerge.of(data, event.data()),
            "{\"merge\":{\"of\":" + of + ",\"base\":" + pushed.base().getAsLong() + "}}",
            null);
    return List.of(event, merged);
  }
}

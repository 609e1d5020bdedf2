package dev.commitcast.notifications.sourcing;

import dev.commitcast.domain.event.AppendResult;
import dev.commitcast.domain.event.AppendedEvent;
import dev.commitcast.domain.event.EventData;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.domain.event.WrongExpectedVersionException;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.log.EventLogException;
import dev.commitcast.persistence.snapshot.SnapshotTable;
import dev.commitcast.persistence.store.EventAppender;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Loads aggregates and carries out decisions on them: {@code @Inject Aggregates aggregates}.
 * Thread-safe.
 *
 * <p>Within the caller's JTA transaction everything is part of it, and a decision is made once
 * only: after a refusal PostgreSQL lets a transaction only be rolled back, so that whoever began it
 * must try again.
 */
public class Aggregates {
  /** How often a load begins anew because somebody truncates the stream under it. */
  private static final int LOADS = 5;

  private final DataSource source;
  private final EventAppender appender;
  private final EventLog log;
  private final SnapshotTable snapshots;
  private final SnapshotKeeper keeper;
  private final Retries retries;

  public Aggregates(
      DataSource source,
      EventAppender appender,
      EventLog log,
      SnapshotTable snapshots,
      SnapshotKeeper keeper,
      Retries retries) {
    this.source = source;
    this.appender = appender;
    this.log = log;
    this.snapshots = snapshots;
    this.keeper = keeper;
    this.retries = retries;
  }

  /**
   * The state of a stream, with the caller's own appends.
   *
   * @return the initial state with version 0 if nothing was ever appended
   * @throws dev.commitcast.domain.event.StreamDeletedException if the stream is deleted
   * @throws IncompleteStreamException if events in its middle are gone
   */
  public <S> Loaded<S> load(Aggregate<S> aggregate, StreamId stream) {
    try (Connection connection = source.getConnection()) {
      return load(connection, aggregate, stream);
    } catch (SQLException e) {
      throw new EventLogException("The stream " + stream + " cannot be folded", e);
    }
  }

  /** The same on the caller's connection. */
  public <S> Loaded<S> load(Connection connection, Aggregate<S> aggregate, StreamId stream)
      throws SQLException {
    for (int i = 0; i < LOADS; i++) {
      Fold<S> fold = new Fold<>(aggregate, stream);
      if (fold.run(connection, log, snapshots)) {
        fold.snapshot().ifPresent(keeper::keep);
        return fold.loaded();
      }
    }
    throw new IllegalStateException(
        "The stream " + stream + " was truncated again and again while it was read.");
  }

  /**
   * Appends what was decided on a loaded state.
   *
   * @throws WrongExpectedVersionException if somebody has appended since: load and decide anew
   */
  public AppendResult append(Loaded<?> loaded, List<EventData> events) {
    return appender.append(loaded.stream(), loaded.unchanged(), events);
  }

  /**
   * Loads, decides and appends; once more on the new state if somebody else was quicker, a bounded
   * number of times.
   *
   * @throws WrongExpectedVersionException if others were quicker every time, or once within a
   *     transaction of the caller
   */
  public <S> Executed<S> execute(Aggregate<S> aggregate, StreamId stream, Decision<S> decision) {
    for (int attempt = 1; ; attempt++) {
      try (Connection connection = source.getConnection()) {
        boolean joined = appender.joins(connection);
        try {
          return execute(connection, aggregate, stream, decision);
        } catch (WrongExpectedVersionException e) {
          if (joined || attempt >= retries.attempts()) {
            throw e;
          }
        }
      } catch (SQLException e) {
        throw new EventLogException("The stream " + stream + " cannot be folded", e);
      }
      pause(stream, attempt);
    }
  }

  /** The same on the caller's connection and in its transaction, if it has one; one attempt. */
  public <S> Executed<S> execute(
      Connection connection, Aggregate<S> aggregate, StreamId stream, Decision<S> decision)
      throws SQLException {
    Loaded<S> before = load(connection, aggregate, stream);
    List<EventData> events = decision.decide(before.state());
    if (events.isEmpty()) {
      return new Executed<>(before.state(), before.version(), new AppendResult(stream, List.of()));
    }
    AppendResult result = appender.append(connection, stream, before.unchanged(), events);
    if (result.events().stream().anyMatch(AppendedEvent::repeated)) {
      Loaded<S> now = load(connection, aggregate, stream);
      return new Executed<>(now.state(), now.version(), result);
    }
    List<SourcedEvent> appended = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      appended.add(SourcedEvent.of(stream, events.get(i), result.events().get(i)));
    }
    return new Executed<>(
        Fold.after(aggregate, before.state(), appended), result.version().orElseThrow(), result);
  }

  private void pause(StreamId stream, int attempt) {
    try {
      retries.pause().sleep(retries.backOff().before(attempt));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted before a new decision on " + stream + ".", e);
    }
  }
}

package dev.commitcast.notifications.sourcing;

import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.domain.event.StreamDeletedException;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.persistence.log.Direction;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.log.PageLimit;
import dev.commitcast.persistence.log.StreamSlice;
import dev.commitcast.persistence.snapshot.Snapshot;
import dev.commitcast.persistence.snapshot.SnapshotTable;
import dev.commitcast.persistence.snapshot.StreamStart;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** One folding of one stream. Used once, by one thread. */
final class Fold<S> {
  private static final Logger LOG = System.getLogger(Fold.class.getName());
  private static final PageLimit PAGE = new PageLimit(1_000, 4 << 20);

  private final Aggregate<S> aggregate;
  private final StreamId stream;
  private StreamStart start;
  private S state;
  private long version;
  private String lastId;
  private int folded;

  Fold(Aggregate<S> aggregate, StreamId stream) {
    this.aggregate = aggregate;
    this.stream = stream;
  }

  /** Answers false if what readers are shown was moved meanwhile: fold again. */
  boolean run(Connection connection, EventLog log, SnapshotTable snapshots) throws SQLException {
    OptionalInt schema =
        aggregate.snapshots().map(how -> OptionalInt.of(how.schema())).orElse(OptionalInt.empty());
    start = snapshots.start(connection, stream, aggregate.name(), schema);
    if (start.deleted()) {
      throw new StreamDeletedException(stream.value(), null);
    }
    begin();
    StreamSlice slice;
    do {
      slice = log.readStream(connection, stream, version + 1, Direction.FORWARDS, PAGE);
      for (RecordedEvent event : slice.events()) {
        if (event.streamVersion().orElse(0) != version + 1) {
          return seeGap(connection, snapshots, event);
        }
        take(event);
      }
    } while (!slice.events().isEmpty());
    if (folded == 0 && version < start.version()) {
      if (start.firstVersion() <= start.version()) {
        return seeGap(connection, snapshots, null);
      }
      // truncated to an event that is still to come: nothing is shown, but the version counts
      version = start.version();
    }
    return true;
  }

  private void begin() {
    state = aggregate.initial();
    version = start.firstVersion() - 1;
    start
        .snapshot()
        .ifPresent(
            stored -> {
              try {
                state = aggregate.snapshots().orElseThrow().parse().apply(stored.text());
                version = stored.version();
              } catch (RuntimeException e) {
                LOG.log(
                    Level.WARNING,
                    "A snapshot of "
                        + aggregate.name()
                        + " cannot be parsed; the stream is folded from its beginning. Raise the"
                        + " schema of its snapshots when their form changes.",
                    e);
              }
            });
    if (start.firstVersion() > start.version()) {
      version = Math.min(version, start.version());
    }
  }

  private void take(RecordedEvent event) {
    state = aggregate.apply().apply(state, aggregate.upcasters().apply(SourcedEvent.of(event)));
    version++;
    lastId = event.id();
    folded++;
  }

  private boolean seeGap(Connection connection, SnapshotTable snapshots, RecordedEvent found)
      throws SQLException {
    StreamStart now = snapshots.start(connection, stream, aggregate.name(), OptionalInt.empty());
    if (now.deleted()) {
      throw new StreamDeletedException(stream.value(), null);
    }
    if (now.firstVersion() != start.firstVersion()) {
      return false;
    }
    throw new IncompleteStreamException(
        stream,
        version + 1,
        found == null
            ? "nothing, though the stream is at version " + now.version()
            : found.streamVersion().isPresent()
                ? "version " + found.streamVersion().getAsLong()
                : "a captured change");
  }

  Loaded<S> loaded() {
    return new Loaded<>(stream, state, version);
  }

  /** What is worth to be kept, if anything is. */
  Optional<Snapshot> snapshot() {
    return aggregate
        .snapshots()
        .filter(how -> folded >= how.every())
        .flatMap(
            how ->
                Optional.ofNullable(how.print().apply(state))
                    .map(
                        text ->
                            new Snapshot(
                                stream,
                                aggregate.name(),
                                how.schema(),
                                start.firstVersion(),
                                version,
                                lastId,
                                text)));
  }

  /** The state after events that were appended to what was folded. */
  static <S> S after(Aggregate<S> aggregate, S state, List<SourcedEvent> events) {
    S next = state;
    for (SourcedEvent event : aggregate.upcasters().applyAll(events)) {
      next = aggregate.apply().apply(next, event);
    }
    return next;
  }
}

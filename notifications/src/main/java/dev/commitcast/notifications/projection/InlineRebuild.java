package dev.commitcast.notifications.projection;

import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.domain.event.StreamInfo;
import dev.commitcast.notifications.sourcing.SourcedEvent;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.log.PageLimit;
import dev.commitcast.persistence.projection.ProjectionTable;
import dev.commitcast.persistence.sql.OneTransaction;
import dev.commitcast.persistence.store.StreamCatalogue;
import dev.commitcast.persistence.store.StreamPage;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Builds an inline projection anew, one stream after the other: each in a transaction that holds
 * the stream, so that only appends to this one wait and readers see its old rows or its new ones.
 * Stateless, thread-safe.
 */
public final class InlineRebuild {
  private static final int STREAMS = 500;
  private static final PageLimit PAGE = new PageLimit(1_000, 4 << 20);

  private final DataSource source;
  private final StreamCatalogue catalogue;
  private final EventLog log;
  private final ProjectionTable table;

  public InlineRebuild(
      DataSource source, StreamCatalogue catalogue, EventLog log, ProjectionTable table) {
    this.source = source;
    this.catalogue = catalogue;
    this.log = log;
    this.table = table;
  }

  /**
   * Builds the rows of all streams anew. Call it outside of any transaction. It may be called again
   * if it fails on its way.
   *
   * @return how many streams there were
   */
  public long all(InlineProjection projection) {
    long streams = 0;
    Optional<String> after = Optional.empty();
    do {
      StreamPage page = catalogue.list(Optional.empty(), after, STREAMS);
      for (StreamInfo stream : page.streams()) {
        if (!stream.captured() && mayMatch(projection, stream.stream())) {
          one(projection, new StreamId(stream.stream()));
          streams++;
        }
      }
      after = page.next();
    } while (after.isPresent());
    return streams;
  }

  private static boolean mayMatch(Projection projection, String stream) {
    var filter = projection.filter();
    return (filter.streams().isEmpty() || filter.streams().contains(stream))
        && (filter.categories().isEmpty()
            || filter.categories().contains(StreamId.categoryOf(stream)));
  }

  /** Builds the rows of one stream anew, with all that the log has of it. */
  public void one(InlineProjection projection, StreamId stream) {
    try (Connection connection = source.getConnection()) {
      OneTransaction.PLAIN.<Void>on(
          connection,
          () -> {
            table.holdStream(connection, stream.value());
            projection.clear(stream, connection);
            feed(projection, stream, connection);
            return null;
          });
    } catch (SQLException e) {
      throw new ProjectionException(
          "The projection " + projection.name() + " of " + stream + " cannot be built anew", e);
    }
  }

  private void feed(InlineProjection projection, StreamId stream, Connection connection)
      throws SQLException {
    long next = 1;
    List<RecordedEvent> events = log.readHistory(connection, stream, next, PAGE);
    while (!events.isEmpty()) {
      List<SourcedEvent> wanted =
          events.stream().filter(projection.filter()::matches).map(SourcedEvent::of).toList();
      if (!wanted.isEmpty()) {
        projection.project(projection.upcasters().applyAll(wanted), connection);
      }
      next = events.get(events.size() - 1).streamVersion().orElseThrow() + 1;
      events = log.readHistory(connection, stream, next, PAGE);
    }
  }
}

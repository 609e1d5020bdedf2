package dev.commitcast.notifications.projection;

import dev.commitcast.notifications.sourcing.SourcedEvent;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.log.LogPage;
import dev.commitcast.persistence.log.PageLimit;
import dev.commitcast.persistence.projection.ProjectionTable;
import dev.commitcast.persistence.sql.OneTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;

/** What a projection does in one transaction. Stateless, as thread-safe as the projection. */
final class ProjectionStep {
  /** What has become of a step. */
  enum Outcome {
    /** It came on; there may be more. */
    MOVED,
    /** Nothing is left. */
    AT_THE_END,
    /** Another node has it, or it is being built anew. */
    ELSEWHERE
  }

  /**
   * The end of a step.
   *
   * @param position of the projection; -1 if it is elsewhere
   */
  record Done(Outcome outcome, long position) {}

  private static final PageLimit PAGE = new PageLimit(500, 4 << 20);
  private static final PageLimit ONE = new PageLimit(1, 1);

  private final AsyncProjection projection;
  private final EventLog log;
  private final ProjectionTable table;

  ProjectionStep(AsyncProjection projection, EventLog log, ProjectionTable table) {
    this.projection = projection;
    this.log = log;
    this.table = table;
  }

  /**
   * Projects some events behind the position, if nobody else does.
   *
   * @param carefully a single event, so that one that fails is known and those before it are kept
   */
  Done run(Connection connection, boolean carefully) throws SQLException {
    return OneTransaction.PLAIN.on(
        connection,
        () -> {
          OptionalLong taken = table.take(connection, projection.name());
          if (taken.isEmpty()) {
            return new Done(Outcome.ELSEWHERE, -1);
          }
          long from = taken.getAsLong();
          long to = project(connection, from, carefully ? ONE : PAGE);
          if (to == from) {
            return new Done(Outcome.AT_THE_END, from);
          }
          table.advance(connection, projection.name(), to, false);
          return new Done(Outcome.MOVED, to);
        });
  }

  /** Builds it anew from all of the log, in one transaction; answers where it stands then. */
  long rebuild(Connection connection) throws SQLException {
    return OneTransaction.PLAIN.on(
        connection,
        () -> {
          if (table.await(connection, projection.name()).isEmpty()) {
            throw new UnknownProjectionException(projection.name());
          }
          projection.clear(connection);
          long position = 0;
          long before;
          do {
            before = position;
            position = project(connection, before, PAGE);
          } while (position > before);
          table.advance(connection, projection.name(), position, true);
          return position;
        });
  }

  private long project(Connection connection, long from, PageLimit limit) throws SQLException {
    LogPage page = log.read(connection, projection.filter(), from, limit);
    if (!page.events().isEmpty()) {
      List<SourcedEvent> events = page.events().stream().map(SourcedEvent::of).toList();
      projection.project(projection.upcasters().applyAll(events), connection);
    }
    return page.through();
  }
}

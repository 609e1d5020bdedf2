package dev.commitcast.notifications.projection;

import dev.commitcast.notifications.loop.BackOff;
import dev.commitcast.notifications.loop.BackgroundLoop;
import dev.commitcast.notifications.loop.Heartbeat;
import dev.commitcast.notifications.loop.StopFlag;
import dev.commitcast.notifications.projection.ProjectionStep.Done;
import dev.commitcast.notifications.projection.ProjectionStep.Outcome;
import dev.commitcast.persistence.sql.OneTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/**
 * Keeps one projection at the end of the log, on a thread and a connection of its own. Nodes that
 * run the same one take turns at its row; a node that vanishes loses the row with its connection.
 */
final class ProjectionFollower implements BackgroundLoop {
  /** After so long it looks whether there is something, though nobody has said so. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final ProjectionParts parts;
  private final AsyncProjection projection;
  private final ProjectionStep step;
  private final BackOff backOff;
  private final StopFlag stop = new StopFlag();
  private final Heartbeat heart = new Heartbeat(System::nanoTime);
  private volatile Connection current;
  // where it stands, if this node moved it last; -1 if another does
  private volatile long position = -1;
  private int failures;

  ProjectionFollower(ProjectionParts parts, AsyncProjection projection, BackOff backOff) {
    this.parts = parts;
    this.projection = projection;
    this.step = new ProjectionStep(projection, parts.log(), parts.table());
    this.backOff = backOff;
  }

  AsyncProjection projection() {
    return projection;
  }

  /** Where it stands, if this node moved it last; -1 if it is not known here. */
  long position() {
    return position;
  }

  @Override
  public void run() {
    while (!stop.isRaised()) {
      heart.beat();
      try (Connection connection = parts.connect(projection.name())) {
        current = connection;
        parts.table().register(connection, projection.name());
        follow(connection);
      } catch (SQLException e) {
        if (!stop.isRaised()) {
          failures++;
          parts.journal().warn("projection_connection_error", about(e));
        }
      } catch (InterruptedException e) {
        // nobody else interrupts these threads
        stop.raise();
        Thread.currentThread().interrupt();
      } finally {
        current = null;
        position = -1;
      }
      if (!stop.isRaised()) {
        stop.pause(backOff.before(Math.max(1, failures)));
      }
    }
    heart.rest();
  }

  private void follow(Connection connection) throws SQLException, InterruptedException {
    while (!stop.isRaised()) {
      heart.beat();
      long seen = parts.signal().now();
      Done done;
      try {
        done = step.run(connection, failures > 0);
      } catch (SQLException | RuntimeException | Error e) {
        fail(connection, e);
        continue;
      }
      position = done.position();
      if (done.outcome() == Outcome.MOVED) {
        failures = 0;
        parts.signal().raise();
      } else {
        if (done.outcome() == Outcome.AT_THE_END) {
          failures = 0;
        }
        parts.signal().await(seen, LOOK);
      }
    }
  }

  /** Notes it where operators look. What is thrown here means a connection that is lost. */
  private void fail(Connection connection, Throwable failure) throws SQLException {
    if (stop.isRaised()) {
      return;
    }
    failures++;
    parts.journal().error("projection_failed", failure, Map.of("projection", projection.name()));
    // one that could not be rolled back must not be used again: its work would never be committed
    if (connection.isClosed() || OneTransaction.PLAIN.isOpen(connection)) {
      throw new SQLException("The connection was lost.", failure);
    }
    parts.table().failed(connection, projection.name(), String.valueOf(failure));
    stop.pause(backOff.before(failures));
  }

  /** Builds it anew, on a connection of its own; returns when that is committed. */
  void rebuild() throws SQLException {
    try (Connection connection = parts.connect(projection.name() + " rebuild")) {
      parts.table().register(connection, projection.name());
      long reached = step.rebuild(connection);
      parts
          .journal()
          .info("projection_rebuilt", Map.of("projection", projection.name(), "at", reached));
    }
    parts.signal().raise();
  }

  private Map<String, Object> about(SQLException e) {
    return Map.of("projection", projection.name(), "error", String.valueOf(e.getMessage()));
  }

  @Override
  public void stop() {
    stop.raise();
    parts.signal().raise();
  }

  @Override
  public void abort() {
    Connection cut = current;
    if (cut == null) {
      return;
    }
    try {
      cut.abort(Runnable::run);
    } catch (SQLException e) {
      parts.journal().warn("projection_connection_error", about(e));
    }
  }

  @Override
  public Heartbeat heart() {
    return heart;
  }
}

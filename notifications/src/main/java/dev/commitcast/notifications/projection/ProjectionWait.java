package dev.commitcast.notifications.projection;

import dev.commitcast.persistence.projection.ProjectionPlace;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * One wait for a projection. Woken by the listener's batches and by projections of this node; where
 * another node runs it, the database is asked now and then. Used once, by one thread.
 */
final class ProjectionWait {
  private static final Duration FIRST_LOOK = Duration.ofMillis(2);
  private static final Duration SLOWEST_LOOK = Duration.ofMillis(50);

  /** Gives a connection for a short look. */
  @FunctionalInterface
  interface Connections {
    Connection get() throws SQLException;
  }

  private final Connections connections;
  private final ProjectionParts parts;
  private final String projection;
  private final Duration atMost;
  private final LongSupplier here;
  private final long deadline;
  private Duration look = FIRST_LOOK;

  /**
   * @param here where the projection stands as this node knows, -1 if another moves it
   */
  ProjectionWait(
      Connections connections,
      ProjectionParts parts,
      String projection,
      Duration atMost,
      LongSupplier here) {
    this.connections = connections;
    this.parts = parts;
    this.projection = projection;
    this.atMost = atMost;
    this.here = here;
    this.deadline = System.nanoTime() + atMost.toNanos();
  }

  void event(String id) throws InterruptedException {
    while (true) {
      long seen = parts.signal().now();
      ProjectionPlace place = place(id);
      if (place.version().isPresent()) {
        version(place.version().getAsLong());
        return;
      }
      pause(seen, "the event " + id + ", which is not in the log yet", place.position());
    }
  }

  void version(long version) throws InterruptedException {
    while (true) {
      long seen = parts.signal().now();
      long known = here.getAsLong();
      if (known >= version) {
        return;
      }
      if (known < 0) {
        known = place(null).position();
        if (known >= version) {
          return;
        }
      }
      pause(seen, "version " + version, known);
    }
  }

  private ProjectionPlace place(String id) {
    try (Connection connection = connections.get()) {
      return parts
          .table()
          .place(connection, projection, id)
          .orElseThrow(() -> new UnknownProjectionException(projection));
    } catch (SQLException e) {
      throw new ProjectionException("Nobody knows where " + projection + " stands", e);
    }
  }

  private void pause(long seen, String what, long position) throws InterruptedException {
    Duration left = Duration.ofNanos(deadline - System.nanoTime());
    if (left.isNegative() || left.isZero()) {
      throw new ProjectionBehindException(projection, what, position, atMost);
    }
    parts.signal().await(seen, left.compareTo(look) < 0 ? left : look);
    Duration doubled = look.multipliedBy(2);
    look = doubled.compareTo(SLOWEST_LOOK) < 0 ? doubled : SLOWEST_LOOK;
  }
}

package dev.commitcast.notifications.projection;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.notifications.sourcing.SourcedEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Writes down each event that it is given, in the order in which they come. */
final class CountingProjection implements AsyncProjection {
  static final String TABLE =
      "CREATE TABLE public.seen (place bigserial PRIMARY KEY, version bigint, data text)";

  private final Predicate<SourcedEvent> fails;

  /**
   * @param fails asked for each event, after it was written
   */
  CountingProjection(Predicate<SourcedEvent> fails) {
    this.fails = fails;
  }

  @Override
  public String name() {
    return "seen";
  }

  @Override
  public EventFilter filter() {
    return new EventFilter(Set.of("wanted"), Set.of(), Set.of(), Set.of());
  }

  @Override
  public void project(List<SourcedEvent> events, Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("INSERT INTO public.seen (version, data) VALUES (?, ?)")) {
      for (SourcedEvent event : events) {
        statement.setLong(1, event.version().orElseThrow());
        statement.setString(2, event.data());
        statement.executeUpdate();
        if (fails.test(event)) {
          throw new IllegalStateException("The event " + event.data() + " cannot be projected.");
        }
      }
    }
  }

  @Override
  public void clear(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("DELETE FROM public.seen")) {
      statement.executeUpdate();
    }
  }
}

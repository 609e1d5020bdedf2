package dev.commitcast.server.container;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.notifications.projection.AsyncProjection;
import dev.commitcast.notifications.projection.InlineProjection;
import dev.commitcast.notifications.sourcing.Aggregate;
import dev.commitcast.notifications.sourcing.Snapshots;
import dev.commitcast.notifications.sourcing.SourcedEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** Counts the events of streams: as an aggregate, in the append, and behind the log. */
public final class Tallies {
  /** The tables; there before the first event. */
  static final String TABLES =
      "CREATE TABLE IF NOT EXISTS public.tally (stream text);"
          + " CREATE TABLE IF NOT EXISTS public.late_tally (stream text)";

  static final Aggregate<Integer> TALLY =
      Aggregate.of("tally", 0, (Integer count, SourcedEvent event) -> count + 1)
          .withSnapshots(new Snapshots<>(2, 1, String::valueOf, Integer::valueOf));

  private static final EventFilter MINE =
      new EventFilter(Set.of(), Set.of(), Set.of(), Set.of("tally"));

  private Tallies() {}

  private static void write(String sql, List<String> streams, Connection connection)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (String stream : streams) {
        statement.setString(1, stream);
        statement.executeUpdate();
      }
    }
  }

  private static List<String> streams(List<SourcedEvent> events) {
    return events.stream().map(SourcedEvent::stream).toList();
  }

  /** With the append. */
  @ApplicationScoped
  public static class Inline implements InlineProjection {
    @Override
    public String name() {
      return "tally";
    }

    @Override
    public EventFilter filter() {
      return MINE;
    }

    @Override
    public void project(List<SourcedEvent> events, Connection connection) throws SQLException {
      write("INSERT INTO public.tally VALUES (?)", streams(events), connection);
    }

    @Override
    public void clear(StreamId stream, Connection connection) throws SQLException {
      write("DELETE FROM public.tally WHERE stream = ?", List.of(stream.value()), connection);
    }
  }

  /** Behind the log. */
  @ApplicationScoped
  public static class Late implements AsyncProjection {
    @Override
    public String name() {
      return "late tally";
    }

    @Override
    public EventFilter filter() {
      return MINE;
    }

    @Override
    public void project(List<SourcedEvent> events, Connection connection) throws SQLException {
      write("INSERT INTO public.late_tally VALUES (?)", streams(events), connection);
    }

    @Override
    public void clear(Connection connection) throws SQLException {
      try (PreparedStatement statement =
          connection.prepareStatement("DELETE FROM public.late_tally")) {
        statement.executeUpdate();
      }
    }
  }
}

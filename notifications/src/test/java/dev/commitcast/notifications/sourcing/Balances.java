package dev.commitcast.notifications.sourcing;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.notifications.projection.AsyncProjection;
import dev.commitcast.notifications.projection.InlineProjection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** The accounts' balances as two tables: one written with each append, one behind the log. */
final class Balances {
  static final EventFilter ACCOUNTS =
      new EventFilter(Set.of("deposited", "withdrawn"), Set.of(), Set.of(), Set.of("account"));

  private Balances() {}

  private static void add(String table, List<SourcedEvent> events, Connection connection)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO "
                + table
                + " AS b (account, cents) VALUES (?, ?)"
                + " ON CONFLICT (account) DO UPDATE SET cents = b.cents + excluded.cents")) {
      for (SourcedEvent event : events) {
        long cents = Account.centsOf(event);
        statement.setString(1, event.stream());
        statement.setLong(2, event.type().equals("withdrawn") ? -cents : cents);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /** In the transaction of the append. */
  static final class Inline implements InlineProjection {
    @Override
    public String name() {
      return "balances";
    }

    @Override
    public EventFilter filter() {
      return ACCOUNTS;
    }

    @Override
    public Upcasters upcasters() {
      return Account.UPCASTERS;
    }

    @Override
    public void project(List<SourcedEvent> events, Connection connection) throws SQLException {
      add("public.balances", events, connection);
    }

    @Override
    public void clear(StreamId stream, Connection connection) throws SQLException {
      try (PreparedStatement statement =
          connection.prepareStatement("DELETE FROM public.balances WHERE account = ?")) {
        statement.setString(1, stream.value());
        statement.executeUpdate();
      }
    }
  }

  /** Behind the log. */
  static final class Async implements AsyncProjection {
    @Override
    public String name() {
      return "late balances";
    }

    @Override
    public EventFilter filter() {
      return ACCOUNTS;
    }

    @Override
    public Upcasters upcasters() {
      return Account.UPCASTERS;
    }

    @Override
    public void project(List<SourcedEvent> events, Connection connection) throws SQLException {
      add("public.late_balances", events, connection);
    }

    @Override
    public void clear(Connection connection) throws SQLException {
      try (PreparedStatement statement =
          connection.prepareStatement("DELETE FROM public.late_balances")) {
        statement.executeUpdate();
      }
    }
  }
}

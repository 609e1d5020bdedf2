package dev.commitcast.server.faults.load;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tables that the writers write: watched, and written by a role that owns nothing. */
public final class Tables {
  public static final String WRITER = "shop";

  private static final List<String> MAKE =
      List.of(
          "CREATE TABLE public.ledger (id text PRIMARY KEY, writer int NOT NULL, padding text)",
          "CREATE TABLE public.counters (id text PRIMARY KEY, n bigint NOT NULL)",
          "SELECT commitcast.watch('public.ledger', channel => 'ledger_change')",
          "SELECT commitcast.watch('public.counters', channel => 'counter_change')",
          "CREATE ROLE shop LOGIN PASSWORD 'shop'",
          "GRANT SELECT, INSERT, UPDATE ON public.ledger, public.counters TO shop",
          "SELECT commitcast.grant_application('shop')");

  private Tables() {}

  /** Makes tables and role, as superuser, in a database whose log exists. */
  public static void make(Connection superuser) throws SQLException {
    try (Statement statement = superuser.createStatement()) {
      for (String sql : MAKE) {
        statement.execute(sql);
      }
    }
  }

  /** What a round has committed. */
  static Committed committed(Connection connection, Round round) throws SQLException {
    Set<String> rows = new HashSet<>();
    read(
        connection,
        "SELECT id, 0 FROM public.ledger WHERE starts_with(id, ?)",
        round.name() + "-",
        (id, none) -> rows.add(id));
    Map<String, Long> counters = new HashMap<>();
    read(
        connection,
        "SELECT id, n FROM public.counters WHERE starts_with(id, ?)",
        round.name() + "-",
        counters::put);
    Map<String, Long> streams = new HashMap<>();
    read(
        connection,
        "SELECT stream_id, stream_version FROM commitcast.streams"
            + " WHERE starts_with(stream_id, ?)",
        "account:" + round.name() + "-",
        streams::put);
    return new Committed(rows, counters, streams);
  }

  private static void read(
      Connection connection,
      String sql,
      String prefix,
      java.util.function.BiConsumer<String, Long> to)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, prefix);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          to.accept(rows.getString(1), rows.getLong(2));
        }
      }
    }
  }

  /** Rows of the ledger, the last count of each counter, the last version of each stream. */
  record Committed(Set<String> rows, Map<String, Long> counters, Map<String, Long> streams) {
    long events() {
      return rows.size() + sum(counters) + sum(streams);
    }

    private static long sum(Map<String, Long> ends) {
      return ends.values().stream().mapToLong(Long::longValue).sum();
    }
  }
}

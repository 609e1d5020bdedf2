package dev.commitcast.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares what a subscriber was sent with what the tables hold at the end. */
final class Oracle {
  private final RunningSystem system;

  Oracle(RunningSystem system) {
    this.system = system;
  }

  /**
   * Checks everything that the log promises.
   *
   * @param events all that one subscriber got, in the order in which it got them
   * @param firstVersion the version with which it began
   * @param who for the message
   */
  void check(List<Seen> events, long firstVersion, String who) throws SQLException {
    versionsAreDense(events, firstVersion, who);
    everyCommittedRowCameOnce(events, who);
    countersCountInTheirOwnOrder(events, who);
    appendedStreamsAreDense(events, who);
    transactionsStandTogether(events, who);
  }

  /** But for the canaries of the nodes, which the log holds and nobody is shown. */
  private void versionsAreDense(List<Seen> events, long firstVersion, String who)
      throws SQLException {
    Set<String> canaries =
        new HashSet<>(
            texts("SELECT version FROM commitcast.events WHERE event_type = 'commitcast_canary'"));
    long expected = firstVersion;
    for (Seen event : events) {
      while (event.version() > expected && canaries.contains(Long.toString(expected))) {
        expected++;
      }
      if (event.version() != expected) {
        fail("%s: version %d came after %d", who, event.version(), expected - 1);
      }
      expected++;
    }
  }

  private void everyCommittedRowCameOnce(List<Seen> events, String who) throws SQLException {
    List<String> received = new ArrayList<>();
    for (Seen event : events) {
      if (event.type().equals("ledger_change")) {
        received.add(event.rowId());
      }
    }
    Set<String> committed = new HashSet<>(texts("SELECT id FROM ledger"));
    assertThat(received).as("%s: no row came twice", who).doesNotHaveDuplicates();
    assertThat(new HashSet<>(received))
        .as("%s: rows that came, rows that are there", who)
        .isEqualTo(committed);
  }

  private void countersCountInTheirOwnOrder(List<Seen> events, String who) throws SQLException {
    Map<Integer, Long> counted = new HashMap<>();
    for (Seen event : events) {
      if (event.type().equals("counter_change")) {
        int counter = Integer.parseInt(event.rowId());
        long before = counted.getOrDefault(counter, 0L);
        assertThat(event.n())
            .as("%s: counter %d after %d", who, counter, before)
            .isEqualTo(before + 1);
        counted.put(counter, before + 1);
      }
    }
    for (int id = 1; id <= RandomWriters.COUNTERS; id++) {
      assertThat(counted.getOrDefault(id, 0L))
          .as("%s: end of counter %d", who, id)
          .isEqualTo(system.number("SELECT n FROM counters WHERE id = " + id));
    }
  }

  private void appendedStreamsAreDense(List<Seen> events, String who) throws SQLException {
    Map<String, Long> versions = new HashMap<>();
    for (Seen event : events) {
      if (event.type().equals("deposited")) {
        long next = versions.merge(event.stream(), 1L, Long::sum);
        assertThat(event.streamVersion())
            .as("%s: version in the stream %s", who, event.stream())
            .isEqualTo(next);
      }
    }
    assertThat(versions.values().stream().mapToLong(Long::longValue).sum())
        .as("%s: appended events", who)
        .isEqualTo(
            system.number(
                "SELECT coalesce(sum(stream_version), 0) FROM commitcast.streams"
                    + " WHERE stream_id NOT LIKE 'commitcast_canary:%'"));
  }

  private static void transactionsStandTogether(List<Seen> events, String who) {
    Set<String> finished = new HashSet<>();
    String open = null;
    for (Seen event : events) {
      String tx = event.tx();
      if (finished.contains(tx)) {
        fail("%s: transaction %s was over", who, tx);
      }
      if (open != null && !open.equals(tx)) {
        fail("%s: transaction %s begins before %s has ended", who, tx, open);
      }
      boolean last = event.last();
      open = last ? null : tx;
      if (last) {
        finished.add(tx);
      }
    }
    assertThat(open).as("%s: the last transaction is whole", who).isNull();
  }

  private List<String> texts(String sql) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Connection connection = system.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }
}

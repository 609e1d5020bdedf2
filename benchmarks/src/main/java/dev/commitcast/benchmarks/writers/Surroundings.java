package dev.commitcast.benchmarks.writers;

import dev.commitcast.benchmarks.node.SequencerUnderTest;
import dev.commitcast.localpostgres.LocalPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** Sets up what a condition asks for, measures the backlog, and takes it down again. */
final class Surroundings implements AutoCloseable {
  private static final Duration DRAIN_DEADLINE = Duration.ofMinutes(3);

  private final LocalPostgres server;
  private final Connection control;
  private final Connection holder;
  private final SequencerUnderTest sequencer;
  private long backlog;

  Surroundings(LocalPostgres server, Condition condition) throws SQLException {
    this.server = server;
    this.control = server.connection();
    reset();
    slowFlush(condition.slowFlush());
    holder = server.connection();
    switch (condition.around()) {
      case LEASE -> {
        execute("SELECT setval('commitcast.awake_until', 9000000000000)");
        sequencer = null;
      }
      case SEQUENCER -> sequencer = SequencerUnderTest.start(server.database());
      case SEQUENCER_AND_HOLDER -> {
        hold();
        sequencer = SequencerUnderTest.start(server.database());
      }
      default -> sequencer = null;
    }
  }

  /** Rows that waited when the writers stopped; with a sequencer, also how it empties them. */
  long backlog() {
    return backlog;
  }

  /** Call it in the moment in which the writers have stopped. */
  void writersStopped() throws Exception {
    backlog = pending();
    if (sequencer == null) {
      return;
    }
    long deadline = System.nanoTime() + DRAIN_DEADLINE.toNanos();
    while (pending() > 0) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("The sequencer did not empty the inbox: " + pending());
      }
      Thread.sleep(20);
    }
  }

  private void hold() throws SQLException {
    holder.setAutoCommit(false);
    holder.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    try (Statement statement = holder.createStatement()) {
      // a snapshot and a transaction id: nothing younger can be vacuumed while it lasts
      statement.execute("SELECT pg_current_xact_id(), count(*) FROM plain");
    }
  }

  private void reset() throws SQLException {
    execute("SELECT setval('commitcast.awake_until', 0)");
    execute("TRUNCATE plain, originals, watched");
    execute("DELETE FROM commitcast.pending_events");
    try (Connection superuser = server.superuserConnection(server.database().database());
        Statement statement = superuser.createStatement()) {
      statement.execute("VACUUM commitcast.pending_events");
      statement.execute("CHECKPOINT");
    }
  }

  private void slowFlush(boolean slow) throws SQLException {
    try (Connection superuser = server.superuserConnection();
        Statement statement = superuser.createStatement()) {
      statement.execute("ALTER SYSTEM SET commit_delay = " + (slow ? 1000 : 0));
      statement.execute("ALTER SYSTEM SET commit_siblings = " + (slow ? 0 : 5));
      statement.execute("SELECT pg_reload_conf()");
    }
  }

  private long pending() throws SQLException {
    try (Statement statement = control.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM commitcast.pending_events")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = control.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws Exception {
    if (sequencer != null) {
      sequencer.close();
    }
    holder.close();
    control.close();
  }
}

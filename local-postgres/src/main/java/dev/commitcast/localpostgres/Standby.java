package dev.commitcast.localpostgres;

import dev.commitcast.localpostgres.internal.BaseBackup;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A physical standby that follows a {@link LocalPostgres} by streaming replication and can take its
 * place. Following can be interrupted, so that commits of the primary are lost on purpose.
 *
 * <p>Danger: the primary keeps its write-ahead log for as long as the standby has not read it, and
 * after the promotion both take writes until somebody stops the old one. Thread-safe.
 */
public final class Standby implements AutoCloseable {
  private static final String NAME = "commitcast_standby";
  private static final Duration PROMOTION = Duration.ofSeconds(60);

  private final LocalPostgres primary;
  private final LocalPostgres server;

  private Standby(LocalPostgres primary, LocalPostgres server) {
    this.primary = primary;
    this.server = server;
  }

  /** Copies the running primary and starts to follow it. One standby for each primary. */
  public static Standby of(LocalPostgres primary) {
    try (Connection session = primary.superuserConnection();
        PreparedStatement slot =
            session.prepareStatement("SELECT pg_create_physical_replication_slot(?, true)")) {
      slot.setString(1, NAME);
      slot.execute();
    } catch (SQLException e) {
      throw new LocalPostgresException(
          "The server on port " + primary.port() + " takes no standby.", e);
    }
    LocalPostgres server =
        LocalPostgres.builder()
            .settings(primary.settings())
            .setting("primary_conninfo", address(primary))
            .setting("primary_slot_name", NAME)
            .setting("wal_retrieve_retry_interval", "200ms")
            .origin(new BaseBackup(primary))
            .start();
    return new Standby(primary, server);
  }

  /** It answers queries; as long as it is not promoted, it takes no writes. */
  public LocalPostgres server() {
    return server;
  }

  /** From now on a commit of the primary waits until the standby has made it visible. */
  public void demandSynchronous() {
    primary.set("synchronous_standby_names", NAME).set("synchronous_commit", "remote_apply");
    // commits wait from when the checkpointer has read this, which it does before it answers here
    try (Connection superuser = primary.superuserConnection(LocalPostgres.DATABASE);
        Statement statement = superuser.createStatement()) {
      statement.execute("CHECKPOINT");
    } catch (SQLException e) {
      throw new LocalPostgresException(
          "The server on port " + primary.port() + " does not wait for its standby.", e);
    }
  }

  /** Stops following: what the primary commits from now on is not here. */
  public void interrupt() throws SQLException, InterruptedException {
    server.set("primary_conninfo", "");
    await("SELECT count(*) = 0 FROM pg_stat_wal_receiver", Duration.ofSeconds(20));
  }

  /** Follows again, from where it stopped. */
  public void resume() {
    server.set("primary_conninfo", address(primary));
  }

  /** Waits until everything is here that the primary has committed by now. */
  public void awaitCaughtUp(Duration deadline) throws SQLException, InterruptedException {
    String reached;
    try (Connection session = primary.superuserConnection();
        Statement statement = session.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_current_wal_flush_lsn()")) {
      row.next();
      reached = row.getString(1);
    }
    await("SELECT pg_last_wal_replay_lsn() >= ?::pg_lsn", deadline, reached);
  }

  /** Makes it a primary, with a timeline of its own, and waits until it takes writes. */
  public LocalPostgres promote() throws SQLException {
    try (Connection session = server.superuserConnection();
        PreparedStatement promote = session.prepareStatement("SELECT pg_promote(true, ?)")) {
      promote.setInt(1, (int) PROMOTION.toSeconds());
      try (ResultSet row = promote.executeQuery()) {
        if (!row.next() || !row.getBoolean(1)) {
          throw new LocalPostgresException(
              "The standby was not promoted within " + PROMOTION.toSeconds() + " s.");
        }
      }
    }
    return server;
  }

  private void await(String question, Duration deadline, String... values)
      throws SQLException, InterruptedException {
    long end = System.nanoTime() + deadline.toNanos();
    try (Connection session = server.superuserConnection();
        PreparedStatement ask = session.prepareStatement(question)) {
      for (int i = 0; i < values.length; i++) {
        ask.setString(i + 1, values[i]);
      }
      while (!yes(ask)) {
        if (System.nanoTime() - end > 0) {
          throw new LocalPostgresException(
              "After " + deadline.toSeconds() + " s the standby still denies: " + question);
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  private static boolean yes(PreparedStatement ask) throws SQLException {
    try (ResultSet row = ask.executeQuery()) {
      return row.next() && row.getBoolean(1);
    }
  }

  private static String address(LocalPostgres primary) {
    return "host=%s port=%d user=postgres password=%s application_name=%s"
        .formatted(primary.host(), primary.port(), primary.superuserPassword(), NAME);
  }

  @Override
  public void close() {
    server.close();
  }
}

package dev.commitcast.persistence.log;

import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.sql.SqlFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Makes one session of all nodes the sequencer: an advisory lock that belongs to the session that
 * moves the rows, so that losing the connection loses both. The key follows from the log schema's
 * name; two installations in one database do not meet. Owned by one thread.
 */
public final class Election {
  private final Connection connection;
  private final long key;
  private final String announce;
  private final String startEpoch;

  public Election(Connection connection, SchemaNames schemas) {
    this.connection = connection;
    this.key = key(schemas);
    this.announce = SqlFile.load(Election.class, "leader_announce.sql", schemas);
    this.startEpoch = SqlFile.load(Election.class, "epoch_start.sql", schemas);
  }

  /** Whether this session is the sequencer from now on. Cheap; ask as often as you like. */
  public boolean win() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT pg_try_advisory_lock(?)")) {
      statement.setLong(1, key);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /** Writes down who leads and since when, for operators. */
  public void announce(String leader) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(announce)) {
      statement.setString(1, leader);
      statement.executeUpdate();
    }
  }

  /**
   * Starts a new epoch behind the log's end if the cluster is not the one, or not on the timeline,
   * that the last epoch knew: after a failover or a recovery, versions may have been lost and will
   * be given again. Answers the current epoch.
   */
  public LogState.Epoch startEpochIfNeeded() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(startEpoch);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return new LogState.Epoch(row.getInt("epoch"), row.getLong("from_version"));
    }
  }

  /** The key of the lock, as {@code pg_locks} shows it in two halves. */
  public static long key(SchemaNames schemas) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(("commitcast sequencer " + schemas.log()).getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(digest).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256.", e);
    }
  }
}

package dev.commitcast.notifications.sourcing;

import dev.commitcast.persistence.snapshot.Snapshot;
import dev.commitcast.persistence.snapshot.SnapshotTable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javax.sql.DataSource;

/**
 * Keeps snapshots, beside everybody's way: on a thread and a connection of its own, and no failure
 * of it reaches anybody. Thread-safe.
 */
public final class SnapshotKeeper {
  private static final Logger LOG = System.getLogger(SnapshotKeeper.class.getName());

  private final DataSource source;
  private final SnapshotTable table;
  private final Executor executor;

  /**
   * @param executor must not run its tasks in the caller's transaction
   */
  public SnapshotKeeper(DataSource source, SnapshotTable table, Executor executor) {
    this.source = source;
    this.table = table;
    this.executor = executor;
  }

  /** Keeps it soon, or not at all. */
  void keep(Snapshot snapshot) {
    try {
      executor.execute(() -> write(snapshot));
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "No thread is left for a snapshot.", e);
    }
  }

  private void write(Snapshot snapshot) {
    try (Connection connection = source.getConnection()) {
      boolean ignored = table.keep(connection, snapshot);
    } catch (SQLException | RuntimeException e) {
      LOG.log(Level.WARNING, "A snapshot of " + snapshot.stream() + " could not be kept.", e);
    }
  }
}

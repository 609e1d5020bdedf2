package dev.commitcast.server.faults.rows;

import dev.commitcast.server.faults.Fault;
import dev.commitcast.server.faults.FaultyWorld;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;

/** Somebody locks a table of the log against everybody, longer than the nodes wait for it. */
final class LockedTable implements Fault {
  private static final long SECONDS = 8;

  private final String table;
  private Connection holder;

  LockedTable(String table) {
    this.table = table;
  }

  @Override
  public String name() {
    return "locked-" + table.replace('_', '-');
  }

  @Override
  public String promise() {
    return "The table " + table + " is locked for " + SECONDS + " s, longer than nodes wait.";
  }

  @Override
  public void begin(FaultyWorld world) throws SQLException {
    holder = world.superuser();
    holder.setAutoCommit(false);
    try (Statement statement = holder.createStatement()) {
      statement.execute("LOCK TABLE commitcast." + table + " IN ACCESS EXCLUSIVE MODE");
    }
  }

  @Override
  public void during(FaultyWorld world) throws InterruptedException {
    TimeUnit.SECONDS.sleep(SECONDS);
  }

  @Override
  public void end(FaultyWorld world) throws SQLException {
    if (holder != null) {
      holder.close();
      holder = null;
    }
  }
}

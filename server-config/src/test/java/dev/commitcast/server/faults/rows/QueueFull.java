package dev.commitcast.server.faults.rows;

import static org.awaitility.Awaitility.await;

import dev.commitcast.server.faults.Fault;
import dev.commitcast.server.faults.FaultyWorld;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A session listens, stays in a transaction, and so keeps the notification queue full. */
final class QueueFull implements Fault {
  private static final Duration SOON = Duration.ofSeconds(60);

  private Connection idle;

  @Override
  public String name() {
    return "notify-queue-full";
  }

  @Override
  public String promise() {
    return "A listener that never reads fills the notification queue. Writers go on, and events"
        + " arrive within a second or so.";
  }

  @Override
  public void begin(FaultyWorld world) throws SQLException {
    idle = world.writer();
    try (Statement statement = idle.createStatement()) {
      statement.execute("LISTEN somebody");
      idle.setAutoCommit(false);
      statement.execute("SELECT 1");
    }
    try (Connection connection = world.writer();
        PreparedStatement fill =
            connection.prepareStatement("SELECT pg_notify('somebody', repeat('x', 7900) || ?)")) {
      await("the queue is full")
          .atMost(SOON)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> isFull(fill));
    }
  }

  private static boolean isFull(PreparedStatement fill) throws SQLException {
    try {
      for (int i = 0; i < 20; i++) {
        fill.setInt(1, i);
        fill.execute();
      }
      return false;
    } catch (SQLException e) {
      if (!"54000".equals(e.getSQLState())) {
        throw e;
      }
      return true;
    }
  }

  @Override
  public void during(FaultyWorld world) {
    for (int i = 0; i < 3; i++) {
      world.load().awaitProgress(5, SOON);
    }
  }

  @Override
  public void end(FaultyWorld world) throws SQLException {
    if (idle != null) {
      idle.close();
      idle = null;
    }
  }
}

package dev.commitcast.server.faults.rows;

import static org.awaitility.Awaitility.await;

import dev.commitcast.server.faults.Fault;
import dev.commitcast.server.faults.FaultyWorld;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The nodes lose their connections, and others have taken all that the server allows. */
final class NoConnectionsLeft implements Fault {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String TOO_MANY = "53300";

  private final List<Connection> taken = new ArrayList<>();

  @Override
  public String name() {
    return "max-connections";
  }

  @Override
  public String promise() {
    return "The nodes' sessions are ended, and others hold all connections that the server allows.";
  }

  @Override
  public void begin(FaultyWorld world) {
    await("no node has a connection")
        .atMost(SOON)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> nodesAreOut(world));
  }

  private boolean nodesAreOut(FaultyWorld world) throws SQLException {
    takeAll(world);
    int ended = world.terminate("commitcast %");
    takeAll(world);
    return ended == 0;
  }

  private void takeAll(FaultyWorld world) throws SQLException {
    try {
      while (true) {
        taken.add(world.writer());
      }
    } catch (SQLException e) {
      if (!TOO_MANY.equals(e.getSQLState())) {
        throw e;
      }
    }
  }

  @Override
  public void during(FaultyWorld world) {
    for (int i = 0; i < world.nodes().size(); i++) {
      world.awaitNotReady(i);
    }
  }

  @Override
  public void end(FaultyWorld world) throws SQLException {
    for (Connection connection : taken) {
      connection.close();
    }
    taken.clear();
  }
}

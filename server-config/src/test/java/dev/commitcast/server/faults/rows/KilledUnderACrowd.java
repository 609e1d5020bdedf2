package dev.commitcast.server.faults.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.server.faults.Fault;
import dev.commitcast.server.faults.FaultyWorld;
import dev.commitcast.server.faults.crowd.Crowd;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.List;

/** The sequencing node dies with very many subscribers; the other node serves them all. */
final class KilledUnderACrowd implements Fault {
  private static final int SIZE = 1_000;
  private static final int EVENTS = 20;
  private static final Duration LONG = Duration.ofSeconds(120);

  private Crowd crowd;
  private int victim;
  private long begun;

  @Override
  public String name() {
    return "node-killed-with-1000-subscribers";
  }

  @Override
  public String promise() {
    return "A node with 1,000 subscribers is killed. All come back on the other node and miss"
        + " nothing.";
  }

  @Override
  public boolean repeatable() {
    return false;
  }

  @Override
  public boolean permanent() {
    return true;
  }

  @Override
  public Pace pace() {
    return Pace.GENTLE;
  }

  @Override
  public void prepare(FaultyWorld world) throws Exception {
    victim = world.awaitLeader();
    URI first = world.uris().get(victim).resolve("api/events?type=crowd");
    URI second = world.uris().get(1 - victim).resolve("api/events?type=crowd");
    begun = world.number("SELECT commitcast.head()");
    String from = world.number("SELECT epoch FROM commitcast.log_state") + "." + begun;
    crowd = new Crowd(SIZE, List.of(first, second), from, 1);
    await("the crowd has come").atMost(LONG).until(() -> crowd.present() == SIZE);
    append(world);
    awaitAllHaveAll(world);
    assertThat(crowd.visits()).as("connections").isEqualTo(SIZE);
  }

  @Override
  public void begin(FaultyWorld world) {
    world.node(victim).kill();
  }

  @Override
  public void during(FaultyWorld world) throws Exception {
    append(world);
    awaitAllHaveAll(world);
    append(world);
    awaitAllHaveAll(world);
    assertThat(crowd.present()).isEqualTo(SIZE);
  }

  private void append(FaultyWorld world) throws Exception {
    try (Connection connection = world.writer();
        PreparedStatement append =
            connection.prepareStatement("SELECT commitcast.append(?, 'crowd', '{}')")) {
      for (int i = 0; i < EVENTS; i++) {
        append.setString(1, world.load().round().stream("crowd"));
        append.execute();
      }
    }
  }

  private void awaitAllHaveAll(FaultyWorld world) throws Exception {
    await("the log is complete")
        .atMost(LONG)
        .until(
            () ->
                world.number(
                        "SELECT count(*) FROM commitcast.pending_events"
                            + " WHERE event_type = 'crowd'")
                    == 0);
    List<Long> versions =
        world
            .texts(
                "SELECT version FROM commitcast.events WHERE event_type = 'crowd' AND version > "
                    + begun
                    + " ORDER BY version")
            .stream()
            .map(Long::valueOf)
            .toList();
    assertThat(versions.size() % EVENTS).isZero();
    await("each of the crowd has exactly these events")
        .atMost(LONG)
        .until(() -> crowd.having(versions) == SIZE);
  }

  @Override
  public void clean(FaultyWorld world) throws Exception {
    if (crowd != null) {
      crowd.close();
      crowd = null;
    }
    world.startNodes();
  }
}

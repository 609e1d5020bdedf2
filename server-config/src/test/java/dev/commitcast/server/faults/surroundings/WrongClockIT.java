package dev.commitcast.server.faults.surroundings;

import static org.awaitility.Awaitility.await;

import dev.commitcast.localpostgres.ShiftedClock;
import dev.commitcast.server.faults.FaultyWorld;
import dev.commitcast.server.faults.rows.Row;
import java.io.IOException;
import java.net.URI;
import java.net.URLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A clock is set, forwards and back, while everything runs. */
class WrongClockIT extends StagedRows {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration HOUR = Duration.ofHours(1);

  /** Less than what the sequencer takes back at once as a promise made before the clock was set. */
  private static final Duration A_LITTLE = Duration.ofSeconds(45);

  private static final int PORTION = 60;

  private ShiftedClock ofDatabase;
  private ShiftedClock ofNodes;

  @Override
  List<Staged> rows() {
    Supplier<Optional<String>> hindrance = ShiftedClock::hindrance;
    return List.of(
        new Staged(
            Row.of(
                    "database-clock-set-back",
                    "The database's clock is set back by an hour, by 45 s, and forward again.")
                .onlyInTheMatrix()
                .begins(world -> setDatabase(world, HOUR.negated()))
                .lasts(
                    world -> {
                      world.load().awaitProgress(PORTION, SOON);
                      setDatabase(world, HOUR.negated().minus(A_LITTLE));
                      world.load().awaitProgress(PORTION, SOON);
                      setDatabase(world, HOUR);
                      world.load().awaitProgress(PORTION, SOON);
                    })
                .ends(world -> setDatabase(world, Duration.ZERO)),
            hindrance),
        new Staged(
            new Quiet(
                Row.of(
                        "database-clock-set-back-quiet",
                        "The same by 45 s, with so few writers that the sequencer sleeps between them.")
                    .onlyInTheMatrix()
                    .begins(world -> setDatabase(world, A_LITTLE.negated()))
                    .lasts(world -> world.load().awaitProgress(PORTION / 2, SOON))
                    .ends(world -> setDatabase(world, Duration.ZERO))),
            hindrance),
        new Staged(
            Row.of(
                    "node-clock-set-back",
                    "The clocks of both nodes are set back by an hour, and forward by two.")
                .onlyInTheMatrix()
                .begins(world -> setNodes(world, HOUR.negated()))
                .lasts(
                    world -> {
                      world.load().awaitProgress(PORTION, SOON);
                      setNodes(world, HOUR);
                      world.load().awaitProgress(PORTION, SOON);
                    })
                .ends(world -> setNodes(world, Duration.ZERO)),
            hindrance));
  }

  private void setDatabase(FaultyWorld world, Duration by) {
    ofDatabase.shift(by);
    await("the server has noticed that its clock was set")
        .atMost(SOON)
        .until(
            () ->
                near(
                    Instant.ofEpochSecond(
                        world.number("SELECT extract(epoch FROM clock_timestamp())::bigint")),
                    by));
  }

  private void setNodes(FaultyWorld world, Duration by) {
    ofNodes.shift(by);
    for (URI node : world.uris()) {
      await("the node at " + node + " has noticed that its clock was set")
          .atMost(SOON)
          .until(() -> near(timeOf(node), by));
    }
  }

  /** Every answer says what time it is. */
  private static Instant timeOf(URI node) throws IOException {
    URLConnection connection = node.resolve("health/live").toURL().openConnection();
    connection.setConnectTimeout(5_000);
    connection.setReadTimeout(10_000);
    return Instant.ofEpochMilli(connection.getDate());
  }

  private static boolean near(Instant said, Duration by) {
    return Duration.between(Instant.now().plus(by), said).abs().compareTo(Duration.ofSeconds(20))
        < 0;
  }

  @Override
  FaultyWorld start(long seed) {
    ofDatabase = ShiftedClock.right();
    ofNodes = ShiftedClock.right();
    return FaultyWorld.start(
        FaultyWorld.server().clock(ofDatabase).start(), ofNodes.environment(), seed);
  }

  @Override
  void stop() {
    if (ofDatabase != null) {
      ofDatabase.close();
    }
    if (ofNodes != null) {
      ofNodes.close();
    }
  }
}

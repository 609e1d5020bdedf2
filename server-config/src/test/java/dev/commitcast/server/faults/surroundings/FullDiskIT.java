package dev.commitcast.server.faults.surroundings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.localpostgres.SmallDisk;
import dev.commitcast.localpostgres.StopMode;
import dev.commitcast.server.faults.Fault;
import dev.commitcast.server.faults.FaultyWorld;
import dev.commitcast.server.faults.rows.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The disk of the database runs out of space. */
class FullDiskIT extends StagedRows {
  private static final long SIZE = 384L << 20;
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration A_WHILE = Duration.ofSeconds(4);

  private SmallDisk disk;
  private LocalPostgres server;

  @Override
  List<Staged> rows() {
    return List.of(
        new Staged(noRowFits(), SmallDisk::hindrance),
        new Staged(noLogFits(), SmallDisk::hindrance));
  }

  private Fault noRowFits() {
    return Row.of(
            "disk-full",
            "The database's disk is full: writers are refused (53100), health says why events wait,"
                + " and all goes on when there is space.")
        .onlyInTheMatrix()
        .begins(
            world -> {
              disk.fill(0);
              await("a node says that the disk is full")
                  .atMost(SOON)
                  .until(() -> saysThatTheDiskIsFull(world));
            })
        .lasts(FullDiskIT::awaitNoProgress)
        .ends(world -> disk.relieve());
  }

  /** The server cannot write its log, gives up, and cannot recover either. */
  private Fault noLogFits() {
    return Row.of(
            "disk-full-crash",
            "The disk is so full that the server cannot write its log and crashes; there is space"
                + " again and it is started.")
        .onlyInTheMatrix()
        .begins(this::fillUntilTheServerCrashes)
        .lasts(
            world -> {
              for (int i = 0; i < world.nodes().size(); i++) {
                world.awaitNotReady(i);
              }
            })
        .ends(
            world -> {
              disk.relieve();
              if (!server.alive()) {
                server.restart(StopMode.IMMEDIATE);
              }
            });
  }

  private void fillUntilTheServerCrashes(FaultyWorld world) {
    // a recovery gives space back, so once is not enough
    await("the server crashes and cannot recover")
        .atMost(SOON)
        .until(
            () -> {
              disk.fill(0);
              return !goesOnToTheNextPieceOfLog() && !server.alive();
            });
  }

  private boolean goesOnToTheNextPieceOfLog() {
    try (Connection session = server.superuserConnection();
        Statement statement = session.createStatement()) {
      statement.execute("SELECT pg_logical_emit_message(false, 'full', 'x')");
      statement.execute("SELECT pg_switch_wal()");
      return true;
    } catch (SQLException expected) {
      // it went down in the midst of that, or is down already
      return false;
    }
  }

  private static boolean saysThatTheDiskIsFull(FaultyWorld world) throws InterruptedException {
    for (int i = 0; i < world.nodes().size(); i++) {
      if (world.health(i).reason().contains("53100")) {
        return true;
      }
    }
    return false;
  }

  private static void awaitNoProgress(FaultyWorld world) {
    int[] before = {world.load().writers().acknowledged().size()};
    await("no writer is served for " + A_WHILE.toSeconds() + " s")
        .atMost(SOON)
        .pollInterval(A_WHILE)
        .until(
            () -> {
              int now = world.load().writers().acknowledged().size();
              boolean same = now == before[0];
              before[0] = now;
              return same;
            });
  }

  @Override
  FaultyWorld start(long seed) {
    disk = SmallDisk.mount(SIZE);
    server =
        FaultyWorld.server()
            .setting("max_wal_size", "64MB")
            .setting("min_wal_size", "32MB")
            .dataDirectory(disk.folder().resolve("data"))
            .start();
    assertThat(disk.free()).as("space for the rows").isGreaterThan(SIZE / 4);
    return FaultyWorld.start(server, Map.of(), seed);
  }

  @Override
  void stop() {
    if (disk != null) {
      disk.close();
    }
  }
}

package dev.commitcast.server.faults.rows;

import dev.commitcast.localpostgres.StopMode;
import dev.commitcast.server.faults.Fault;
import dev.commitcast.server.faults.FaultyWorld;
import java.util.List;

/** The database server, or sessions on it, go away. */
final class ServerFaults {
  private static final int TIMES = 5;

  private ServerFaults() {}

  static List<Fault> all() {
    return List.of(
        Row.of("listener-terminated", "The listeners' sessions are terminated.")
            .inTheQuickHalf()
            .forGood(world -> terminate(world, "commitcast listener%")),
        Row.of("sequencer-terminated", "The sequencing session is terminated.")
            .inTheQuickHalf()
            .forGood(world -> terminate(world, "commitcast sequencer%")),
        Row.of("pool-terminated", "All sessions of the pools are terminated.")
            .forGood(world -> world.terminate("commitcast pool")),
        Row.of("all-terminated", "All sessions of the nodes are terminated, " + TIMES + " times.")
            .forGood(ServerFaults::terminateAllAgainAndAgain),
        Row.of("stopped-fast", "The server is stopped, sessions are ended first, and started.")
            .inTheQuickHalf()
            .begins(world -> world.primary().stop(StopMode.FAST))
            .lasts(ServerFaults::untilNoticed)
            .ends(world -> world.primary().start()),
        Row.of("stopped-immediate", "The server is stopped as by a crash, and started.")
            .begins(world -> world.primary().stop(StopMode.IMMEDIATE))
            .lasts(ServerFaults::untilNoticed)
            .ends(world -> world.primary().start()),
        Row.of("server-killed", "The server and its processes are killed, and it is started.")
            .begins(ServerFaults::kill)
            .lasts(ServerFaults::untilNoticed)
            .ends(world -> world.primary().start()));
  }

  private static void terminate(FaultyWorld world, String like) throws Exception {
    if (world.terminate(like) == 0) {
      throw new AssertionError("There was no session like " + like);
    }
  }

  private static void terminateAllAgainAndAgain(FaultyWorld world) throws Exception {
    for (int i = 0; i < TIMES; i++) {
      world.terminate("commitcast %");
      world.awaitLeader();
    }
  }

  private static void untilNoticed(FaultyWorld world) {
    for (int i = 0; i < world.nodes().size(); i++) {
      world.awaitNotReady(i);
    }
  }

  private static void kill(FaultyWorld world) {
    ServerProcesses.of(world.primary()).kill();
    // nothing is left to stop; this only lets go of the process
    world.primary().stop(StopMode.IMMEDIATE);
  }
}

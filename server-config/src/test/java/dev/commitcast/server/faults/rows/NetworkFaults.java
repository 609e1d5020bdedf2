package dev.commitcast.server.faults.rows;

import static org.awaitility.Awaitility.await;

import dev.commitcast.server.faults.Fault;
import dev.commitcast.server.faults.FaultyWorld;
import dev.commitcast.server.faults.proxy.Direction;
import dev.commitcast.server.faults.proxy.TcpProxy;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The network between nodes and database. */
final class NetworkFaults {
  /** A node notices a dead connection within 10 s and its lock is free within 15 s. */
  private static final Duration TAKEN_OVER = Duration.ofSeconds(15);

  /** For a machine that is busy with other things. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private static final long SLOW_SECONDS = 5;
  private static final int CUTS = 8;

  private NetworkFaults() {}

  static List<Fault> all() {
    return List.of(
        Row.of(
                "network-refused",
                "Connections are reset and new ones refused, to the sequencing node first.")
            .inTheQuickHalf()
            .begins(world -> world.proxy(world.awaitLeader()).refuse())
            .lasts(NetworkFaults::untilOneNodeIsOutAndTheOtherLeads)
            .ends(NetworkFaults::heal),
        Row.of("network-cut", "Connections of all nodes are reset, in the midst of messages.")
            .inTheQuickHalf()
            .begins(NetworkFaults::cutInTheMidst)
            .ends(NetworkFaults::heal),
        silent(
            "half-open-to-server", "What the sequencing node sends vanishes.", Direction.TO_SERVER),
        silent(
            "half-open-to-node",
            "What is sent to the sequencing node vanishes.",
            Direction.TO_CLIENT),
        silent(
            "half-open-both",
            "Nothing passes between the sequencing node and the database, and nobody is told.",
            Direction.TO_SERVER,
            Direction.TO_CLIENT),
        Row.of(
                "slow-network",
                "Every piece takes 40 to 80 ms each way and a connection gets 200 kB a second.")
            .begins(NetworkFaults::slowDown)
            .lasts(world -> TimeUnit.SECONDS.sleep(SLOW_SECONDS))
            .ends(NetworkFaults::heal));
  }

  private static Fault silent(String name, String promise, Direction... ways) {
    Set<Direction> silent = EnumSet.copyOf(List.of(ways));
    return Row.of(name, promise + " Another node leads within 15 s.")
        .begins(world -> world.proxy(world.awaitLeader()).silence(silent))
        .lasts(NetworkFaults::untilOneNodeIsOutAndTheOtherLeads)
        .ends(NetworkFaults::heal);
  }

  /** The healthy node sequences, and its subscribers go on. */
  private static void untilOneNodeIsOutAndTheOtherLeads(FaultyWorld world) {
    String row = world.load().commitRow();
    long begun = System.nanoTime();
    await("a node that has its network shows what is committed")
        .atMost(TAKEN_OVER.plus(GRACE))
        // after other faults the steady ones may both sit on the node that is cut off
        .until(() -> world.load().mailboxes().stream().anyMatch(box -> box.has(row)));
    System.out.printf(
        "  taken over after %d ms%n", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
    await("the cut off node says so")
        .atMost(TAKEN_OVER.plus(GRACE))
        .until(() -> saysThatItIsOut(world, 0) || saysThatItIsOut(world, 1));
  }

  /** A node that is silent for once, as a busy machine may make it, is asked again. */
  private static boolean saysThatItIsOut(FaultyWorld world, int node) throws InterruptedException {
    return world.health(node).down();
  }

  private static void cutInTheMidst(FaultyWorld world) throws InterruptedException {
    for (int i = 0; i < CUTS; i++) {
      for (TcpProxy proxy : world.proxies()) {
        proxy.cutAfter(Direction.TO_CLIENT, 5 + 30L * i);
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private static void slowDown(FaultyWorld world) {
    for (TcpProxy proxy : world.proxies()) {
      proxy.delay(Duration.ofMillis(40), Duration.ofMillis(40), 200_000);
    }
  }

  private static void heal(FaultyWorld world) {
    world.proxies().forEach(TcpProxy::pass);
  }
}

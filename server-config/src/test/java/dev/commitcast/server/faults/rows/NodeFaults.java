package dev.commitcast.server.faults.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.server.faults.Fault;
import dev.commitcast.server.faults.FaultyWorld;
import dev.commitcast.server.faults.Signals;
import dev.commitcast.server.liberty.LibertyNode;
import java.util.List;

/** Nodes freeze, die, or are all away. */
final class NodeFaults {
  private NodeFaults() {}

  static List<Fault> all() {
    return List.of(
        Row.of("node-killed", "The sequencing node is killed; another takes over at once.")
            .forGood(world -> world.node(world.awaitLeader()).kill())
            .cleans(FaultyWorld::startNodes),
        Row.of(
                "node-frozen",
                "The sequencing node is frozen; another takes over within 15 s, and the first one"
                    + " does no harm when it thaws.")
            .begins(NodeFaults::freezeLeader)
            .lasts(NodeFaults::untilAnotherSequences)
            .ends(NodeFaults::thaw),
        Row.of(
                "nobody-listens",
                "All nodes stop, the database is restarted, and commits go on meanwhile.")
            .onlyInTheMatrix()
            .begins(NodeFaults::stopAll)
            .lasts(NodeFaults::commitMeanwhile)
            .ends(FaultyWorld::startNodes),
        new KilledUnderACrowd());
  }

  private static void freezeLeader(FaultyWorld world) {
    Signals.freeze(world.node(world.awaitLeader()).pid());
  }

  private static void untilAnotherSequences(FaultyWorld world) throws Exception {
    String row = world.load().commitRow();
    // all subscribers leave a node that says nothing
    world.load().awaitSeen(row, FaultyWorld.PATIENCE);
    assertThat(world.leader()).as("a node that is not frozen leads").isNotNegative();
  }

  private static void thaw(FaultyWorld world) {
    world.nodes().forEach(node -> Signals.thaw(node.pid()));
  }

  private static void stopAll(FaultyWorld world) {
    world.nodes().parallelStream().forEach(LibertyNode::stop);
  }

  private static void commitMeanwhile(FaultyWorld world) throws Exception {
    world.primary().restart(dev.commitcast.localpostgres.StopMode.FAST);
    int before = world.load().writers().acknowledged().size();
    await("writers write while nobody listens")
        .atMost(FaultyWorld.PATIENCE)
        .until(() -> world.load().writers().acknowledged().size() > before + 50);
    assertThat(world.number("SELECT count(*) FROM commitcast.pending_events")).isGreaterThan(50);
  }
}

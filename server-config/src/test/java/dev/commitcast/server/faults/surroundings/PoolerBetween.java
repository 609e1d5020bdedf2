package dev.commitcast.server.faults.surroundings;

import static org.awaitility.Awaitility.await;

import dev.commitcast.localpostgres.Pooler;
import dev.commitcast.server.faults.Fault;
import dev.commitcast.server.faults.FaultyWorld;
import dev.commitcast.server.faults.watch.HealthAnswer;
import java.time.Duration;
import java.util.Locale;

/** The nodes' way to the database leads through PgBouncer in transaction mode for a while. */
final class PoolerBetween implements Fault {
  private static final int PORTION = 30;

  private final boolean all;
  private Pooler pooler;

  PoolerBetween(boolean all) {
    this.all = all;
  }

  @Override
  public String name() {
    return all ? "pooler-before-all-nodes" : "pooler-before-one-node";
  }

  @Override
  public String promise() {
    return all
        ? "All nodes reach the database through a transaction pooler: none of them sequences, health"
            + " says why, and what was committed meanwhile comes when the pooler is gone."
        : "One of two nodes reaches the database through a transaction pooler: it says so in health,"
            + " polls, and misses nothing; the other one sequences.";
  }

  @Override
  public boolean repeatable() {
    return false;
  }

  @Override
  public Duration deadline() {
    return Duration.ofSeconds(90);
  }

  @Override
  public void begin(FaultyWorld world) {
    pooler = Pooler.inFrontOf(world.primary(), Pooler.Mode.TRANSACTION);
    for (int i = 0; i < nodes(world); i++) {
      world.proxy(i).target(pooler.database().host(), pooler.database().port());
      world.proxy(i).cut();
    }
  }

  @Override
  public void during(FaultyWorld world) throws Exception {
    for (int i = 0; i < nodes(world); i++) {
      int node = i;
      await("node " + i + " names the pooler in its health")
          .atMost(deadline())
          .until(() -> namesThePooler(world.health(node)));
    }
    int before = world.load().writers().acknowledged().size();
    if (all) {
      await("writers need no node")
          .atMost(deadline())
          .until(() -> world.load().writers().acknowledged().size() > before + PORTION);
    } else {
      world.load().awaitProgress(PORTION, deadline());
      if (world.leader() == 0) {
        throw new AssertionError("The node behind the pooler sequences.");
      }
    }
  }

  @Override
  public void end(FaultyWorld world) {
    if (pooler != null) {
      world.primary(world.primary());
      for (int i = 0; i < nodes(world); i++) {
        world.proxy(i).cut();
      }
      pooler.close();
      pooler = null;
    }
  }

  private int nodes(FaultyWorld world) {
    return all ? world.nodes().size() : 1;
  }

  private static boolean namesThePooler(HealthAnswer answer) {
    return answer.reason().toLowerCase(Locale.ROOT).contains("pooler");
  }
}

package dev.commitcast.server.faults.surroundings;

import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.localpostgres.Standby;
import dev.commitcast.localpostgres.StopMode;
import dev.commitcast.server.faults.Fault;
import dev.commitcast.server.faults.FaultyWorld;
import dev.commitcast.server.faults.load.Tally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The primary dies as by a crash, and its physical standby is promoted. The standby either has
 * every commit, or lacks the last ones.
 */
final class Promotion implements Fault, AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int COMMITS_TO_LOSE = 40;

  private final boolean losesCommits;
  private final List<Standby> standbys = new ArrayList<>();
  private Standby next;

  Promotion(boolean losesCommits) {
    this.losesCommits = losesCommits;
  }

  @Override
  public String name() {
    return losesCommits ? "promotion-with-lost-commits" : "promotion";
  }

  @Override
  public String promise() {
    return losesCommits
        ? "The primary crashes, and a standby is promoted that lacks its last commits: whoever has"
            + " seen those is told reset, and everybody gets all that survived, once."
        : "The primary crashes, and its synchronous standby is promoted: a new epoch begins, every"
            + " cursor stays valid.";
  }

  @Override
  public boolean repeatable() {
    return false;
  }

  /** With lost commits: somebody had seen them and was told; nothing that survived is missing. */
  @Override
  public boolean kept(Tally tally) {
    return losesCommits
        ? tally.forgotten() > 0
            && tally.resets() > 0
            && tally.lost() + tally.doubled() + tally.reordered() + tally.invented() == 0
        : tally.clean();
  }

  @Override
  public void begin(FaultyWorld world) throws Exception {
    LocalPostgres primary = world.primary();
    next = Standby.of(primary);
    standbys.add(next);
    next.awaitCaughtUp(SOON);
    if (losesCommits) {
      next.interrupt();
    } else {
      next.demandSynchronous();
    }
    world.load().awaitProgress(COMMITS_TO_LOSE, SOON);
    primary.stop(StopMode.IMMEDIATE);
  }

  @Override
  public void during(FaultyWorld world) {
    for (int i = 0; i < world.nodes().size(); i++) {
      world.awaitNotReady(i);
    }
  }

  @Override
  public void end(FaultyWorld world) throws Exception {
    if (next != null) {
      LocalPostgres promoted = next.promote();
      next = null;
      world.primary(promoted);
    }
  }

  @Override
  public void close() {
    standbys.forEach(Standby::close);
  }
}

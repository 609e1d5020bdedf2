package dev.commitcast.server.faults;

import static org.awaitility.Awaitility.await;

import dev.commitcast.server.faults.load.Oracle;
import dev.commitcast.server.faults.load.Tally;
import dev.commitcast.server.faults.watch.HealthWatch;
import dev.commitcast.server.faults.watch.LogWatch;
import dev.commitcast.server.faults.watch.Metrics;
import dev.commitcast.server.liberty.LibertyNode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One row: load, fault, recovery, count, and a system that is ready for the next row. */
public final class FaultRun {
  private static final Duration WARM_UP = Duration.ofSeconds(60);
  private static final int SOME_COMMITS = 15;
  private static final Tally NOTHING = new Tally(0, 0, 0, 0, 0, 0, 0, 0, 0);

  private final FaultyWorld world;
  private final Fault fault;
  private final long seed;
  private long recoveryMillis = -1;
  private long readyMillis = -1;
  private Tally tally = NOTHING;

  private FaultRun(FaultyWorld world, Fault fault, long seed) {
    this.world = world;
    this.fault = fault;
    this.seed = seed;
  }

  /**
   * Runs a row and adds it to the report.
   *
   * @param seed of the whole run; the row derives its own from it
   * @throws AssertionError with the seed when the promise was not kept
   */
  public static void run(FaultyWorld world, Fault fault, long seed) throws Exception {
    System.out.printf("fault %s, seed %d%n", fault.name(), seed);
    new FaultRun(world, fault, seed).run();
  }

  private void run() throws Exception {
    world.settle();
    List<LogWatch> logs = world.nodes().stream().map(node -> new LogWatch(node.console())).toList();
    List<Map<String, Double>> before = metrics();
    String failure = "";
    Throwable cause = null;
    List<HealthWatch.Said> health = List.of();
    try (Load load = world.begin(name(), fault.pace(), seed * 31 + fault.name().hashCode())) {
      load.awaitProgress(SOME_COMMITS, WARM_UP);
      fault.prepare(world);
      try (HealthWatch watch = new HealthWatch(world.uris())) {
        strike();
        load.awaitProgress(SOME_COMMITS, fault.deadline());
        health = watch.said();
      }
      Oracle.Verdict verdict = load.judge();
      tally = verdict.tally();
      failure = fault.kept(tally) ? "" : "The promise was not kept: " + verdict;
    } catch (Exception | AssertionError e) {
      failure = e.toString();
      cause = e;
    }
    Map<String, Double> grew = growth(before);
    Map<String, Integer> logged = new TreeMap<>();
    logs.forEach(log -> log.written().forEach((name, n) -> logged.merge(name, n, Integer::sum)));
    failure = clean(failure);
    RowResult result =
        new RowResult(
            fault, seed, tally, recoveryMillis, readyMillis, health, grew, logged, failure);
    FaultReport.add(result);
    System.out.printf(
        "  %s: %s, recovered after %d ms, ready after %d ms%n",
        result.passed() ? "passed" : "FAILED", tally, recoveryMillis, readyMillis);
    if (!result.passed()) {
      throw new AssertionError(
          "%s with -Dcommitcast.test.seed=%d: %s".formatted(fault.name(), seed, failure), cause);
    }
  }

  private String name() {
    return fault.name() + "-" + Long.toHexString(System.nanoTime() & 0xffffff);
  }

  private void strike() throws Exception {
    long from = System.nanoTime();
    try {
      fault.begin(world);
      fault.during(world);
    } finally {
      fault.end(world);
    }
    if (!fault.permanent()) {
      from = System.nanoTime();
    }
    world.load().awaitSeen(world.load().commitRow(), fault.deadline());
    recoveryMillis = (System.nanoTime() - from) / 1_000_000;
    await("every node that runs is ready").atMost(fault.deadline()).until(this::allReady);
    readyMillis = (System.nanoTime() - from) / 1_000_000;
  }

  private boolean allReady() throws InterruptedException {
    for (int i = 0; i < world.nodes().size(); i++) {
      if (world.node(i).running() && !world.health(i).up()) {
        return false;
      }
    }
    return true;
  }

  private List<Map<String, Double>> metrics() throws InterruptedException {
    List<Map<String, Double>> all = new ArrayList<>();
    for (URI uri : world.uris()) {
      all.add(Metrics.counters(uri));
    }
    return all;
  }

  private Map<String, Double> growth(List<Map<String, Double>> before) throws InterruptedException {
    List<Map<String, Double>> after = metrics();
    Map<String, Double> sum = new TreeMap<>();
    for (int i = 0; i < after.size(); i++) {
      Metrics.growth(before.get(i), after.get(i)).forEach((k, v) -> sum.merge(k, v, Double::sum));
    }
    return sum;
  }

  /** A row that leaves a node unable to serve has failed, too. */
  private String clean(String failure) {
    try {
      fault.clean(world);
      List<Long> running =
          world.nodes().stream().filter(LibertyNode::running).map(LibertyNode::pid).toList();
      world.settle();
      return failure.isEmpty() && running.size() < world.nodes().size()
          ? "Only the processes " + running + " were left running."
          : failure;
    } catch (Exception e) {
      return failure + " Afterwards the system did not come round: " + e;
    }
  }
}

package dev.commitcast.server.faults.soak;

import dev.commitcast.server.faults.Fault;
import dev.commitcast.server.faults.FaultReport;
import dev.commitcast.server.faults.FaultyWorld;
import dev.commitcast.server.faults.Load;
import dev.commitcast.server.faults.load.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** One soak: load, a fault every 20 s, a measurement between any two. */
public final class Soak {
  private static final Duration EVERY = Duration.ofSeconds(20);
  private static final Duration RECOVERY = Duration.ofSeconds(90);
  private static final Fault.Pace PACE = new Fault.Pace(4, 300);
  private static final Path FOLDER = Path.of("target/faults");
  private static final List<String> BOOKKEEPING =
      List.of(
          "sequencer",
          "log_epochs",
          "subscriptions",
          "subscription_consumers",
          "parked_events",
          "transfers",
          "projections",
          "snapshots",
          "pending_events");

  private final FaultyWorld world;
  private final List<Fault> faults;
  private final Duration time;
  private final Random random;
  private final long seed;
  private final SoakReport report;
  private final long begun = System.nanoTime();

  public Soak(FaultyWorld world, List<Fault> faults, Duration time, long seed) {
    this.world = world;
    this.faults = faults.stream().filter(Fault::repeatable).toList();
    this.time = time;
    this.seed = seed;
    this.random = new Random(seed);
    this.report = new SoakReport(seed, time);
  }

  /** Runs and returns what is wrong; empty if nothing is. */
  public List<String> run() throws Exception {
    List<String> wrong = new ArrayList<>();
    try (Load load = world.begin("soak", PACE, seed)) {
      load.awaitProgress(20, RECOVERY);
      measure();
      while (elapsed().compareTo(time) < 0) {
        long next = System.nanoTime() + EVERY.toNanos();
        strike(faults.get(random.nextInt(faults.size())));
        measure();
        TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
      }
      Oracle.Verdict verdict = load.judge();
      if (!verdict.tally().clean()) {
        wrong.add(verdict.toString());
      }
      write(verdict);
    }
    List<Trend> trends = report.trends();
    trends.stream().filter(trend -> !trend.isFlat()).map(Trend::toString).forEach(wrong::add);
    System.out.printf("%d faults, %d trends, wrong: %s%n", report.faults(), trends.size(), wrong);
    return wrong;
  }

  private void strike(Fault fault) throws Exception {
    long at = elapsed().toSeconds();
    System.out.printf("%d s: %s%n", at, fault.name());
    fault.prepare(world);
    long from = System.nanoTime();
    try {
      fault.begin(world);
      fault.during(world);
    } finally {
      fault.end(world);
    }
    from = fault.permanent() ? from : System.nanoTime();
    world.load().awaitSeen(world.load().commitRow(), RECOVERY);
    report.add(
        new SoakReport.Struck(
            fault.name(), at, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from)));
    fault.clean(world);
    world.settle();
  }

  private void measure() throws SQLException, InterruptedException {
    long at = elapsed().toSeconds();
    for (int i = 0; i < world.nodes().size(); i++) {
      String life = "node " + i + ", process " + world.node(i).pid();
      report.add(new Sample(life, at, NodeFigures.of(world.node(i))));
    }
    Map<String, Long> figures = new HashMap<>();
    figures.put(
        "connections",
        world.number(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'commitcast %'"));
    for (String table : BOOKKEEPING) {
      figures.put(table, world.number("SELECT count(*) FROM commitcast." + table));
    }
    figures.put(
        "pending_events kB",
        world.number("SELECT pg_total_relation_size('commitcast.pending_events') / 1024"));
    report.add(new Sample("database", at, figures));
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private void write(Oracle.Verdict verdict) throws IOException {
    FaultReport.write(FOLDER.resolve("soak.json"), report.json(verdict.tally()));
    String page = report.page(verdict.tally());
    Files.writeString(FOLDER.resolve("soak.md"), page);
    if (FaultReport.printsDocs()) {
      Files.writeString(Path.of("../docs/soak.md"), page);
    }
  }
}

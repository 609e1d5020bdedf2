package dev.commitcast.benchmarks.store;

import dev.commitcast.benchmarks.node.SequencerUnderTest;
import dev.commitcast.benchmarks.report.Options;
import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.migration.SchemaMigration;
import dev.commitcast.persistence.sql.SqlFile;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the event store does in a second, as ratios to the same work in plain SQL: single appends,
 * batches, imports, reads; and all of it again beside a transaction that is held open.
 *
 * <p>Arguments, all optional: {@code profile=full|short seconds=4 rounds=3 writers=1,8,64
 * batchwriters=1,50 streams=2000}.
 */
public final class StoreBenchmark {
  private static final Map<String, String> FULL =
      Map.of(
          "profile", "full",
          "seconds", "4",
          "rounds", "3",
          "writers", "1,8,64",
          "batchwriters", "1,50",
          "streams", "2000");
  private static final Map<String, String> SHORT =
      Map.of(
          "profile", "short",
          "seconds", "1",
          "rounds", "1",
          "writers", "1,8,64",
          "batchwriters", "1,50",
          "streams", "300");

  private static final String COMMANDED_ONE = "Commanded 4,929";
  private static final String COMMANDED_FIFTY = "Commanded 8,586";
  private static final String COMMANDED_READS = "Commanded 27,211";
  private static final String MARTEN_BULK = "Marten 60,000–80,000";

  private final LocalPostgres server;
  private final Options options;
  private final Side plain;
  private final Side store;

  private StoreBenchmark(LocalPostgres server, Options options) {
    this.server = server;
    this.options = options;
    int streams = options.number("streams");
    this.plain = new PlainSide(server.database(), streams);
    this.store = new StoreSide(server.database(), streams);
  }

  public static void main(String... arguments) throws Exception {
    Options given = new Options(FULL, arguments);
    Options options = given.text("profile").equals("short") ? new Options(SHORT, arguments) : given;
    System.out.println("Events per second; PostgreSQL 18, fsync on; " + options);
    try (LocalPostgres server =
        LocalPostgres.builder()
            .setting("max_connections", "150")
            .setting("max_wal_size", "8GB")
            .start()) {
      prepare(server);
      new StoreBenchmark(server, options).run();
    }
  }

  private static void prepare(LocalPostgres server) throws Exception {
    new SchemaMigration(SequencerUnderTest.connections(server.database())).migrate();
    try (Connection connection = server.connection();
        Statement statement = connection.createStatement()) {
      statement.execute(SqlFile.load(StoreBenchmark.class, "plain.sql", SchemaNames.DEFAULT));
    }
  }

  private List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int writers : options.numbers("writers")) {
      cases.add(new Case(Work.SINGLE, writers, "single append, " + writers(writers), "–"));
    }
    for (int writers : options.numbers("batchwriters")) {
      cases.add(
          new Case(
              Work.BATCH,
              writers,
              "batches of " + Events.BATCH + ", " + writers(writers),
              writers == 1 ? COMMANDED_ONE : COMMANDED_FIFTY));
    }
    cases.add(new Case(Work.IMPORT, 1, "import by COPY", MARTEN_BULK));
    cases.add(
        new Case(
            Work.READ_STREAM, 1, "read of streams of " + Events.STREAM_LENGTH, COMMANDED_READS));
    cases.add(new Case(Work.READ_ALL, 1, "read of everything", COMMANDED_READS));
    return cases;
  }

  private static String writers(int number) {
    return number + (number == 1 ? " writer" : " writers");
  }

  private void run() throws Exception {
    Results calm = new Results();
    Results held = new Results();
    try (Bench bench = new Bench(server)) {
      for (int round = 0; round < options.number("rounds"); round++) {
        round(bench, calm);
        Connection holder = bench.hold();
        try {
          round(bench, held);
        } finally {
          holder.close();
        }
      }
    }
    calm.print("The sequencer at work");
    held.print("The same, beside a transaction that is held open");
  }

  private void round(Bench bench, Results results) throws Exception {
    Duration time = Duration.ofSeconds(options.number("seconds"));
    for (Case what : cases()) {
      if (what.work().writes()) {
        bench.empty();
        double plainRate = Load.run(plain, what, time).rate();
        bench.empty();
        try (SequencerUnderTest sequencer = SequencerUnderTest.start(server.database())) {
          Load.Done done = Load.run(store, what, time);
          bench.awaitSequenced(done.warm() + done.events());
          double untilSequenced = done.events() * 1e9 / (System.nanoTime() - done.began());
          results.add(what, plainRate, done.rate(), untilSequenced);
        }
      }
    }
    bench.empty();
    try (SequencerUnderTest sequencer = SequencerUnderTest.start(server.database())) {
      bench.fill(options.number("streams"));
      for (Case what : cases()) {
        if (!what.work().writes()) {
          double plainRate = Load.run(plain, what, time).rate();
          results.add(what, plainRate, Load.run(store, what, time).rate(), Double.NaN);
        }
      }
    }
  }
}

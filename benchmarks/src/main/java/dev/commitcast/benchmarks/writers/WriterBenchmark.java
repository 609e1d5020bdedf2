package dev.commitcast.benchmarks.writers;

import dev.commitcast.benchmarks.node.SequencerUnderTest;
import dev.commitcast.benchmarks.report.Figure;
import dev.commitcast.benchmarks.report.MarkdownTable;
import dev.commitcast.benchmarks.report.Options;
import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.migration.SchemaMigration;
import dev.commitcast.persistence.sql.SqlFile;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What capture costs the writer: single-row commits per second with the finished triggers, as
 * ratios to the plain insert of the same round, beside the originals' trigger.
 *
 * <p>Arguments, all optional: {@code seconds=5 rounds=3 clients=1,8,32}.
 */
public final class WriterBenchmark {
  private static final Map<String, String> DEFAULTS =
      Map.of("seconds", "5", "rounds", "3", "clients", "1,8,32");

  private final LocalPostgres server;
  private final Options options;

  private WriterBenchmark(LocalPostgres server, Options options) {
    this.server = server;
    this.options = options;
  }

  public static void main(String... arguments) throws Exception {
    Options options = new Options(DEFAULTS, arguments);
    System.out.println("Single-row commits per second; PostgreSQL 18, fsync on; " + options);
    try (LocalPostgres server =
        LocalPostgres.builder()
            .setting("max_connections", "100")
            .setting("max_wal_size", "8GB")
            .start()) {
      prepare(server);
      WriterBenchmark benchmark = new WriterBenchmark(server, options);
      for (int clients : options.numbers("clients")) {
        benchmark.measure(clients);
      }
    }
  }

  private static void prepare(LocalPostgres server) throws Exception {
    new SchemaMigration(SequencerUnderTest.connections(server.database())).migrate();
    try (Connection connection = server.connection();
        Statement statement = connection.createStatement()) {
      statement.execute(SqlFile.load(WriterBenchmark.class, "tables.sql", SchemaNames.DEFAULT));
    }
  }

  private void measure(int clients) throws Exception {
    Map<Condition, List<Double>> commits = new EnumMap<>(Condition.class);
    Map<Condition, Long> backlogs = new EnumMap<>(Condition.class);
    for (int round = 0; round < options.number("rounds"); round++) {
      for (Condition condition : Condition.values()) {
        try (Surroundings surroundings = new Surroundings(server, condition)) {
          double rate =
              new Writers(server.database())
                  .run(condition.table(), clients, Duration.ofSeconds(options.number("seconds")));
          surroundings.writersStopped();
          commits.computeIfAbsent(condition, key -> new ArrayList<>()).add(rate);
          backlogs.merge(condition, surroundings.backlog(), Math::max);
        }
      }
    }
    System.out.println();
    System.out.println("### " + clients + (clients == 1 ? " client" : " clients"));
    System.out.println();
    System.out.println(table(commits, backlogs));
  }

  private static String table(Map<Condition, List<Double>> commits, Map<Condition, Long> backlogs) {
    MarkdownTable table =
        new MarkdownTable(
            "what a commit does",
            "commits/s",
            "of the plain insert",
            "of the originals'",
            "backlog");
    commits.forEach(
        (condition, rounds) -> {
          Figure rate = new Figure(rounds);
          Condition peer = condition.slowFlush() ? Condition.SLOW_ORIGINALS : Condition.ORIGINALS;
          table.add(
              List.of(
                  condition.title(),
                  rate.print("%,.0f"),
                  rate.relativeTo(new Figure(commits.get(condition.baseline()))).print("%.2f"),
                  rate.relativeTo(new Figure(commits.get(peer))).print("%.1f"),
                  moves(condition) ? String.format("%,d", backlogs.get(condition)) : "–"));
        });
    return table.print();
  }

  private static boolean moves(Condition condition) {
    return condition.around() == Condition.Around.SEQUENCER
        || condition.around() == Condition.Around.SEQUENCER_AND_HOLDER;
  }
}

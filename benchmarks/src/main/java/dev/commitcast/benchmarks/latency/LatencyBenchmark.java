package dev.commitcast.benchmarks.latency;

import dev.commitcast.benchmarks.node.NodeUnderTest;
import dev.commitcast.benchmarks.report.Figure;
import dev.commitcast.benchmarks.report.MarkdownTable;
import dev.commitcast.benchmarks.report.Options;
import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.sql.SqlFile;
import dev.commitcast.server.liberty.LibertyServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * From the commit to the first byte at a subscriber, through the whole server, beside the stock
 * driver that waits for a NOTIFY with the row, in the same seconds.
 *
 * <p>Arguments, all optional: {@code seconds=10 rounds=3 rates=20,100,500}.
 */
public final class LatencyBenchmark {
  private static final Map<String, String> DEFAULTS =
      Map.of("seconds", "10", "rounds", "3", "rates", "20,100,500");

  private final LocalPostgres postgres;
  private final LibertyServer server;
  private final Options options;
  private long nextKey;

  private LatencyBenchmark(LocalPostgres postgres, LibertyServer server, Options options) {
    this.postgres = postgres;
    this.server = server;
    this.options = options;
  }

  public static void main(String... arguments) throws Exception {
    Options options = new Options(DEFAULTS, arguments);
    System.out.println("Milliseconds from sending the commit to reading the row; " + options);
    try (LocalPostgres postgres = LocalPostgres.builder().start();
        LibertyServer server = NodeUnderTest.on(postgres, Map.of())) {
      server.start().awaitReady(Duration.ofMinutes(2));
      try (Connection connection = postgres.connection();
          Statement statement = connection.createStatement()) {
        statement.execute(SqlFile.load(LatencyBenchmark.class, "tables.sql", SchemaNames.DEFAULT));
      }
      new LatencyBenchmark(postgres, server, options).run();
    }
  }

  private void run() throws Exception {
    round(200, new Stopwatches(), new Stopwatches());
    MarkdownTable table =
        new MarkdownTable(
            "events/s each", "", "p50 ms", "p99 ms", "p50 of raw", "rows", "not arrived");
    for (int rate : options.numbers("rates")) {
      List<Stopwatches> cast = new ArrayList<>();
      List<Stopwatches> raw = new ArrayList<>();
      for (int i = 0; i < options.number("rounds"); i++) {
        cast.add(new Stopwatches());
        raw.add(new Stopwatches());
        round(rate, cast.get(i), raw.get(i));
      }
      row(table, rate, "raw LISTEN, row in the payload", raw, raw);
      row(table, rate, "Commitcast, SSE", cast, raw);
    }
    System.out.println();
    System.out.println(table.print());
    System.out.println(counters());
  }

  private void round(int rate, Stopwatches cast, Stopwatches raw) throws Exception {
    URI events = server.uri().resolve("api/events?type=cast_rows");
    try (RawListener rawListener = new RawListener(postgres.database(), raw::stop);
        StreamListener castListener = new StreamListener(events, cast::stop);
        Connection connection = postgres.connection();
        PreparedStatement toCast =
            connection.prepareStatement("INSERT INTO public.cast_rows VALUES (?, ?)");
        PreparedStatement toRaw =
            connection.prepareStatement("INSERT INTO public.raw_rows VALUES (?, ?)")) {
      long step = 1_000_000_000L / rate / 2;
      long due = System.nanoTime();
      long end = due + Duration.ofSeconds(options.number("seconds")).toNanos();
      for (boolean turn = true; due - end < 0; turn = !turn, due += step) {
        while (System.nanoTime() - due < 0) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        insert(turn ? toCast : toRaw, turn ? cast : raw);
      }
      long patience = System.nanoTime() + Duration.ofSeconds(5).toNanos();
      while (cast.missing() + raw.missing() > 0 && System.nanoTime() - patience < 0) {
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private void insert(PreparedStatement insert, Stopwatches watches) throws Exception {
    long key = nextKey++;
    insert.setLong(1, key);
    insert.setString(2, "x".repeat(200));
    watches.start(key);
    insert.executeUpdate();
  }

  private static void row(
      MarkdownTable table, int rate, String who, List<Stopwatches> own, List<Stopwatches> raw) {
    Figure p50 = new Figure(own.stream().map(watch -> watch.millis(50)).toList());
    Figure p99 = new Figure(own.stream().map(watch -> watch.millis(99)).toList());
    Figure rawP50 = new Figure(raw.stream().map(watch -> watch.millis(50)).toList());
    table.add(
        List.of(
            Integer.toString(rate),
            who,
            p50.print("%.2f"),
            p99.print("%.2f"),
            p50.relativeTo(rawP50).print("%.2f"),
            Integer.toString(own.stream().mapToInt(Stopwatches::count).sum()),
            Integer.toString(own.stream().mapToInt(Stopwatches::missing).sum())));
  }

  /** What the server itself says about events that no notification announced. */
  private String counters() throws Exception {
    String metrics =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(server.uri().resolve("metrics")).build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    return metrics
        .lines()
        .filter(line -> line.startsWith("commitcast_"))
        .filter(line -> line.contains("found_by_poll") || line.contains("missed_wake"))
        .reduce("", (all, line) -> all + line + "\n");
  }
}

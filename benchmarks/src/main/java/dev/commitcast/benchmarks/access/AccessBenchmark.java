package dev.commitcast.benchmarks.access;

import dev.commitcast.benchmarks.access.Delivery.Side;
import dev.commitcast.benchmarks.node.SequencerUnderTest;
import dev.commitcast.benchmarks.report.Figure;
import dev.commitcast.benchmarks.report.MarkdownTable;
import dev.commitcast.benchmarks.report.Options;
import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.persistence.migration.SchemaMigration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How many events a node delivers in a second when it looks at everybody's grants, beside the same
 * without.
 *
 * <p>Arguments, all optional: {@code profile=full|short events=20000 rounds=9 subscribers=1000
 * rooms=100}.
 */
public final class AccessBenchmark {
  private static final Map<String, String> FULL =
      Map.of(
          "profile", "full",
          "events", "20000",
          "rounds", "9",
          "subscribers", "1000",
          "rooms", "100");
  private static final Map<String, String> SHORT =
      Map.of(
          "profile", "short",
          "events", "4000",
          "rounds", "2",
          "subscribers", "1000",
          "rooms", "100");

  private AccessBenchmark() {}

  public static void main(String... arguments) throws Exception {
    Options given = new Options(FULL, arguments);
    Options options = given.text("profile").equals("short") ? new Options(SHORT, arguments) : given;
    System.out.println("Deliveries per second of one hub, each printed; " + options);
    try (LocalPostgres server = LocalPostgres.builder().start()) {
      new SchemaMigration(SequencerUnderTest.connections(server.database())).migrate();
      Crowd crowd = new Crowd(server, options.number("subscribers"), options.number("rooms"));
      crowd.settle();
      print(run(crowd, options.number("events"), options.number("rounds")));
    }
  }

  private static Map<Side, List<Double>> run(Crowd crowd, int events, int rounds)
      throws InterruptedException {
    Map<Side, List<Double>> rates = new EnumMap<>(Side.class);
    Map<Side, Delivery> hubs = new EnumMap<>(Side.class);
    try {
      for (Side side : Side.values()) {
        rates.put(side, new ArrayList<>());
        hubs.put(side, new Delivery(crowd, side));
        hubs.get(side).run(events);
      }
      for (int round = 0; round < rounds; round++) {
        for (int i = 0; i < Side.values().length; i++) {
          // another one begins each round, lest one of them always follow the same neighbour
          Side side = Side.values()[(i + round) % Side.values().length];
          rates.get(side).add(hubs.get(side).run(events));
        }
      }
    } finally {
      for (Delivery each : hubs.values()) {
        each.close();
      }
    }
    return rates;
  }

  private static void print(Map<Side, List<Double>> rates) {
    MarkdownTable table = new MarkdownTable("", "deliveries/s", "of those without grants");
    Figure without = new Figure(rates.get(Side.WITHOUT));
    for (Side side : Side.values()) {
      Figure own = new Figure(rates.get(side));
      table.add(List.of(side.title(), own.print("%,.0f"), own.relativeTo(without).print("%.2f")));
    }
    System.out.println();
    System.out.println(table.print());
  }
}

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
 * <p>Arguments, all optional: {@code over=hub|sockets profile=full|short events=200000 rounds=9
 * subscribers=1000 rooms=100}. Over sockets it is a whole node, from the row to the bytes that its
 * subscribers read; in the hub it is the delivery alone.
 */
public final class AccessBenchmark {
  private static final Map<String, String> FULL =
      Map.of(
          "over", "hub",
          "profile", "full",
          "events", "200000",
          "rounds", "9",
          "subscribers", "1000",
          "rooms", "100");
  private static final Map<String, String> SHORT =
      Map.of(
          "over", "hub",
          "profile", "short",
          "events", "4000",
          "rounds", "2",
          "subscribers", "1000",
          "rooms", "100");

  private AccessBenchmark() {}

  public static void main(String... arguments) throws Exception {
    Options given = new Options(FULL, arguments);
    Options options = given.text("profile").equals("short") ? new Options(SHORT, arguments) : given;
    boolean sockets = options.text("over").equals("sockets");
    System.out.println(
        (sockets
                ? "Deliveries per second of one node, to as many connections; "
                : "Deliveries per second of one hub, each printed; ")
            + options);
    try (LocalPostgres server = LocalPostgres.builder().start()) {
      new SchemaMigration(SequencerUnderTest.connections(server.database())).migrate();
      Crowd crowd = new Crowd(server, options.number("subscribers"), options.number("rooms"));
      crowd.settle();
      int events = options.number("events");
      int rounds = options.number("rounds");
      print(sockets ? overSockets(server, crowd, events, rounds) : inHub(crowd, events, rounds));
    }
  }

  private static Map<Side, List<Double>> overSockets(
      LocalPostgres server, Crowd crowd, int events, int rounds) throws Exception {
    try (NodeDelivery node = new NodeDelivery(server, crowd)) {
      return run(side -> node.run(side, events), rounds);
    }
  }

  private interface Round {
    double run(Side side) throws Exception;
  }

  /** Each side once to warm up, and then in turns. */
  private static Map<Side, List<Double>> run(Round deliver, int rounds) throws Exception {
    Map<Side, List<Double>> rates = new EnumMap<>(Side.class);
    for (Side side : Side.values()) {
      rates.put(side, new ArrayList<>());
      deliver.run(side);
    }
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < Side.values().length; i++) {
        // another one begins each round, lest one of them always follow the same neighbour
        Side side = Side.values()[(i + round) % Side.values().length];
        rates.get(side).add(deliver.run(side));
      }
    }
    return rates;
  }

  private static Map<Side, List<Double>> inHub(Crowd crowd, int events, int rounds)
      throws Exception {
    Map<Side, Delivery> hubs = new EnumMap<>(Side.class);
    try {
      for (Side side : Side.values()) {
        hubs.put(side, new Delivery(crowd, side));
      }
      return run(side -> hubs.get(side).run(events), rounds);
    } finally {
      for (Delivery each : hubs.values()) {
        each.close();
      }
    }
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

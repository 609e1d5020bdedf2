package dev.commitcast.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.domain.event.ExpectedVersion;
import dev.commitcast.persistence.log.Direction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The contract, held by every way to one running system; and that all answer the same. */
class EventStoreContractIT {
  private static RunningStore store;

  @BeforeAll
  static void start() {
    store = RunningStore.start();
  }

  @AfterAll
  static void stop() {
    store.close();
  }

  @Nested
  class Java extends EventStoreContract {
    @Override
    Way way() {
      return store.java();
    }

    @Override
    void awaitSequenced() throws Exception {
      store.awaitSequenced();
    }
  }

  @Nested
  class Http extends EventStoreContract {
    @Override
    Way way() {
      return store.http();
    }

    @Override
    void awaitSequenced() throws Exception {
      store.awaitSequenced();
    }
  }

  @Nested
  class Sql extends EventStoreContract {
    @Override
    Way way() {
      return store.sql();
    }

    @Override
    boolean readsStreams() {
      return false;
    }

    @Override
    void awaitSequenced() throws Exception {
      store.awaitSequenced();
    }
  }

  @Nested
  class SqlOfOneEvent extends EventStoreContract {
    @Override
    Way way() {
      return store.sqlOfOne();
    }

    @Override
    boolean tellsRepetitions() {
      return false;
    }

    @Override
    boolean readsStreams() {
      return false;
    }

    @Override
    void awaitSequenced() throws Exception {
      store.awaitSequenced();
    }
  }

  @Nested
  class Answers extends HttpAnswers {
    @Override
    HttpWay http() {
      return store.http();
    }
  }

  /** The same random life of some streams, lived in each way, must tell the same story. */
  @Test
  @Timeout(240)
  void allWaysAnswerTheSame() {
    long seed = Long.getLong("commitcast.test.seed", new Random().nextLong());
    System.out.println("The same story from seed " + seed + ".");
    Map<String, Way> ways = new LinkedHashMap<>();
    ways.put("java", store.java());
    ways.put("http", store.http());
    ways.put("sql", store.sql());
    Map<String, List<String>> stories = new LinkedHashMap<>();
    ways.forEach((name, way) -> stories.put(name, new Story(way, "story-" + name, seed).tell(150)));
    assertThat(stories.get("http")).as("seed %d", seed).isEqualTo(stories.get("java"));
    assertThat(stories.get("sql")).as("seed %d", seed).isEqualTo(stories.get("java"));
    String all = String.join("\n", stories.get("java"));
    assertThat(all).contains("WRONG_VERSION", "CONFLICT", "DELETED", "UNKNOWN", "true");
  }

  /** Random appends and changes; everything depends on the seed and the store's answers alone. */
  private static final class Story {
    private final Way way;
    private final String prefix;
    private final Random random;
    private final List<String> lines = new ArrayList<>();

    Story(Way way, String prefix, long seed) {
      this.way = way;
      this.prefix = prefix;
      this.random = new Random(seed);
    }

    List<String> tell(int steps) {
      // whatever the seed holds, each kind of answer is told at least once
      String first = prefix + ":first";
      tell(() -> changed(() -> way.restore(first)));
      for (String data : List.of("1", "1", "2")) {
        tell(() -> appended(first, ExpectedVersion.any(), data));
      }
      tell(() -> appended(first, ExpectedVersion.exact(9), "1"));
      tell(() -> changed(() -> way.delete(first, ExpectedVersion.any())));
      tell(() -> changed(() -> way.truncate(first, 2)));
      for (int i = 0; i < steps; i++) {
        tell(this::step);
      }
      return lines;
    }

    private void tell(Supplier<String> step) {
      String line;
      try {
        line = step.get();
      } catch (Refused e) {
        line = e.summary();
      }
      lines.add(lines.size() + " " + line.replace(prefix, "story"));
    }

    private String appended(String stream, ExpectedVersion expected, String data) {
      return "" + way.append(stream, expected, List.of(Given.of("t", data).withId(stream)));
    }

    private String stream() {
      return prefix + ":" + random.nextInt(4);
    }

    private String step() {
      String stream = stream();
      ExpectedVersion expected = expected();
      return switch (random.nextInt(12)) {
        case 0 -> changed(() -> way.delete(stream, expected));
        case 1, 2 -> changed(() -> way.restore(stream));
        case 3 -> {
          long before = 1 + random.nextInt(3);
          yield changed(() -> way.truncate(stream, before));
        }
        case 4 -> "" + way.stream(stream);
        case 5 ->
            ""
                + way.append(
                    List.of(
                        new Appending(prefix + ":0", expected, events()),
                        new Appending(prefix + ":1", expected(), events())));
        default -> "" + way.append(stream, expected, events());
      };
    }

    private static String changed(Runnable change) {
      change.run();
      return "changed";
    }

    private ExpectedVersion expected() {
      int choice = random.nextInt(10);
      return switch (choice) {
        case 0 -> ExpectedVersion.noStream();
        case 1 -> ExpectedVersion.streamExists();
        case 2, 3 -> ExpectedVersion.exact(1 + random.nextInt(6));
        default -> ExpectedVersion.any();
      };
    }

    private List<Given> events() {
      List<Given> events = new ArrayList<>();
      int count = random.nextInt(4);
      for (int i = 0; i < count; i++) {
        // few ids, so that many are repeated, with the same content or another
        String id = prefix + "-" + random.nextInt(60);
        String data = random.nextInt(8) == 0 ? "2" : "1";
        events.add(Given.of("t", data).withId(id));
      }
      return events;
    }
  }

  @Test
  void aStreamIsReadInTheSameOrderByAll() {
    String stream = "order:1";
    store.java().append(stream, ExpectedVersion.any(), List.of(Given.of("a", "1.50")));
    store.http().append(stream, ExpectedVersion.exact(1), List.of(Given.of("b", "[1,{}]")));
    store.sql().append(stream, ExpectedVersion.exact(2), List.of(Given.of("c", "null")));
    List<String> read =
        store.java().read(stream).stream().map(seen -> seen.type() + seen.data()).toList();
    assertThat(read).containsExactly("a1.50", "b[1,{}]", "cnull");
    for (Way way : List.of(store.http(), store.sql())) {
      assertThat(way.read(stream)).isEqualTo(store.java().read(stream));
      assertThat(way.read(stream, 9, Direction.BACKWARDS, 2))
          .isEqualTo(store.java().read(stream, 9, Direction.BACKWARDS, 2));
    }
  }
}

package dev.commitcast.persistence.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.domain.event.EventData;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.ExpectedVersion;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.domain.event.StreamAppend;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.domain.event.WrongExpectedVersionException;
import dev.commitcast.persistence.log.Direction;
import dev.commitcast.persistence.log.EventReader;
import dev.commitcast.persistence.log.PageLimit;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many who append at once. */
@Timeout(180)
class AppendStormIT {
  private static final int THREADS = 32;
  private static final int APPENDS_EACH = 40;
  private static final int STREAMS = 1_000;
  private static final int TRANSFERS_EACH = 60;

  private final StoreDatabase database = new StoreDatabase();
  private final EventAppender store = database.appender();
  private final EventReader reader = new EventReader(database.log(), new PageLimit(500, 1 << 20));
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  @AfterEach
  void endsTheThreads() {
    threads.shutdownNow();
  }

  @Test
  void everyVersionOfOneStreamIsTakenOnceAndEveryLoserToldTheCurrentOne() throws Exception {
    StreamId stream = new StreamId("contested");
    AtomicInteger losses = new AtomicInteger();
    List<Callable<List<Long>>> work =
        IntStream.range(0, THREADS)
            .mapToObj(i -> (Callable<List<Long>>) () -> win(stream, "t" + i, losses))
            .toList();
    List<Long> won = new ArrayList<>();
    for (Future<List<Long>> each : threads.invokeAll(work, 120, TimeUnit.SECONDS)) {
      won.addAll(each.get());
    }
    long total = (long) THREADS * APPENDS_EACH;
    assertThat(won).hasSize((int) total);
    assertThat(new TreeSet<>(won))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, total).boxed().toList());
    assertThat(reader.stream(stream, 1, Direction.FORWARDS).map(e -> e.streamVersion().orElse(0)))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, total).boxed().toList());
    assertThat(losses).as("appends that came too late").hasPositiveValue();
  }

  /** Appends so often, each time to the version that the last refusal has told. */
  private List<Long> win(StreamId stream, String who, AtomicInteger losses) throws SQLException {
    List<Long> won = new ArrayList<>();
    long known = 0;
    try (Connection connection = database.connect()) {
      while (won.size() < APPENDS_EACH) {
        try {
          known =
              store
                  .append(
                      connection,
                      stream,
                      ExpectedVersion.exact(known),
                      List.of(EventData.of(who, null)))
                  .version()
                  .orElseThrow();
          won.add(known);
        } catch (WrongExpectedVersionException e) {
          assertThat(e.currentVersion())
              .as("the current version, for one who expected " + known)
              .isGreaterThan(known);
          known = e.currentVersion();
          losses.incrementAndGet();
        }
      }
    }
    return won;
  }

  @Test
  void appendsToRandomSetsOfStreamsNeverDeadlockAndAllBalancesAreRight() throws Exception {
    long seed = System.nanoTime();
    System.out.println("appends to random sets of streams: seed " + seed);
    AtomicLongArray balances = new AtomicLongArray(STREAMS);
    AtomicInteger retries = new AtomicInteger();
    List<Callable<Void>> work =
        IntStream.range(0, THREADS)
            .mapToObj(i -> (Callable<Void>) () -> move(new Random(seed + i), balances, retries))
            .toList();
    for (Future<Void> each : threads.invokeAll(work, 120, TimeUnit.SECONDS)) {
      each.get();
    }
    database.sequence();
    Map<String, Long> read = new HashMap<>();
    Map<String, Long> versions = new HashMap<>();
    reader
        .all(EventFilter.ALL, 0, Long.MAX_VALUE)
        .forEach(
            event -> {
              read.merge(event.stream(), Long.parseLong(event.data()), Long::sum);
              assertThat(versions.merge(event.stream(), 1L, Long::sum))
                  .isEqualTo(event.streamVersion().orElseThrow());
            });
    for (int i = 0; i < STREAMS; i++) {
      assertThat(read.getOrDefault("account:" + i, 0L))
          .as("balance of " + i)
          .isEqualTo(balances.get(i));
    }
    assertThat(read.values().stream().mapToLong(Long::longValue).sum()).as("all money").isZero();
  }

  private Void move(Random random, AtomicLongArray balances, AtomicInteger retries)
      throws SQLException {
    try (Connection connection = database.connect()) {
      for (int i = 0; i < TRANSFERS_EACH; i++) {
        int[] accounts = random.ints(0, STREAMS).distinct().limit(2 + random.nextInt(6)).toArray();
        long[] amounts = new long[accounts.length];
        for (int j = 1; j < accounts.length; j++) {
          amounts[j] = random.nextInt(100);
          amounts[0] -= amounts[j];
        }
        while (!moved(connection, random.nextBoolean(), accounts, amounts)) {
          retries.incrementAndGet();
        }
        for (int j = 0; j < accounts.length; j++) {
          balances.addAndGet(accounts[j], amounts[j]);
        }
      }
      return null;
    }
  }

  /** With or without a belief about the streams; answers whether the belief was right. */
  private boolean moved(Connection connection, boolean believe, int[] accounts, long[] amounts)
      throws SQLException {
    List<StreamAppend> appends = new ArrayList<>();
    for (int j = 0; j < accounts.length; j++) {
      StreamId stream = new StreamId("account:" + accounts[j]);
      long version = believe ? last(connection, stream) : 0;
      appends.add(
          new StreamAppend(
              stream,
              believe ? ExpectedVersion.exact(version) : ExpectedVersion.any(),
              List.of(EventData.of("moved", Long.toString(amounts[j])))));
    }
    try {
      store.appendAll(connection, appends);
      return true;
    } catch (WrongExpectedVersionException expected) {
      return false;
    }
  }

  private long last(Connection connection, StreamId stream) throws SQLException {
    List<RecordedEvent> last =
        database
            .log()
            .readStream(
                connection, stream, Long.MAX_VALUE, Direction.BACKWARDS, new PageLimit(1, 1_000))
            .events();
    return last.isEmpty() ? 0 : last.get(0).streamVersion().orElseThrow();
  }
}

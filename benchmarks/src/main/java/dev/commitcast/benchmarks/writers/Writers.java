package dev.commitcast.benchmarks.writers;

import dev.commitcast.localpostgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Commits single rows as fast as a number of connections can, for a while. */
final class Writers {
  private static final String PAYLOAD =
      "{\"amount\": 12.5, \"currency\": \"EUR\", \"note\": \"" + "x".repeat(180) + "\"}";

  private final PostgresDatabase database;

  Writers(PostgresDatabase database) {
    this.database = database;
  }

  /** Commits per second, over all connections. */
  double run(String table, int clients, Duration time) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    CountDownLatch ready = new CountDownLatch(clients);
    CountDownLatch go = new CountDownLatch(1);
    try {
      List<Future<Long>> counts = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        counts.add(threads.submit(writer(table, i, time, ready, go)));
      }
      ready.await();
      long start = System.nanoTime();
      go.countDown();
      long commits = 0;
      for (Future<Long> count : counts) {
        commits += count.get();
      }
      return commits * 1e9 / (System.nanoTime() - start);
    } finally {
      threads.shutdownNow();
    }
  }

  private Callable<Long> writer(
      String table, int number, Duration time, CountDownLatch ready, CountDownLatch go) {
    return () -> {
      try (Connection connection = database.connect();
          PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO "
                      + table
                      + " (aggregate_id, event_type, data) VALUES (?, 'deposited', ?::jsonb)")) {
        // every connection has planned and prepared its statement before the clock starts
        for (int i = 0; i < 10; i++) {
          insertOne(insert, "warm:" + number);
        }
        ready.countDown();
        go.await();
        long end = System.nanoTime() + time.toNanos();
        long commits = 0;
        while (System.nanoTime() - end < 0) {
          insertOne(insert, "account:" + number + "-" + commits % 100);
          commits++;
        }
        return commits;
      } finally {
        ready.countDown();
      }
    };
  }

  private static void insertOne(PreparedStatement insert, String aggregate) throws SQLException {
    insert.setString(1, aggregate);
    insert.setString(2, PAYLOAD);
    insert.executeUpdate();
  }
}

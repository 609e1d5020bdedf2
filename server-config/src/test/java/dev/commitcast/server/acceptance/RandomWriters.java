package dev.commitcast.server.acceptance;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writers that do what writers do: single rows, many rows, updates that wait for one another,
 * appends, savepoints, rollbacks, and pauses before the commit. What they did is read from the
 * tables afterwards, see {@link Oracle}.
 */
final class RandomWriters {
  static final int COUNTERS = 6;
  static final int ACCOUNTS = 6;

  private final RunningSystem system;
  private final long seed;
  private final AtomicLong commits = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();

  RandomWriters(RunningSystem system, long seed) {
    this.system = system;
    this.seed = seed;
  }

  /** Creates the tables, watched. */
  void prepare() throws SQLException {
    system.execute("CREATE TABLE ledger (id text PRIMARY KEY, writer int NOT NULL, note text)");
    system.execute("CREATE TABLE counters (id int PRIMARY KEY, n bigint NOT NULL DEFAULT 0)");
    system.execute("INSERT INTO counters SELECT i FROM generate_series(1, " + COUNTERS + ") AS i");
    system.execute("SELECT commitcast.watch('public.ledger', channel => 'ledger_change')");
    system.execute("SELECT commitcast.watch('public.counters', channel => 'counter_change')");
  }

  long commits() {
    return commits.get();
  }

  /** Transactions that the database refused, for example because it was restarted. */
  long failures() {
    return failures.get();
  }

  /** Lets some writers work for a while, beside one transaction that is open all the time. */
  void runBesideAHeldTransaction(int writers, Duration time) throws Exception {
    try (Connection held = system.connect()) {
      held.setAutoCommit(false);
      insert(held, "held-" + UUID.randomUUID(), -1);
      run(writers, time);
      held.commit();
    }
  }

  /** Lets some writers work for a while. */
  void run(int writers, Duration time) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try {
      List<Future<?>> running = new ArrayList<>();
      long end = System.nanoTime() + time.toNanos();
      for (int i = 0; i < writers; i++) {
        int number = i;
        running.add(threads.submit(() -> write(number, end)));
      }
      for (Future<?> writer : running) {
        writer.get(time.toSeconds() + 60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private void write(int writer, long end) {
    Random random = new Random(seed * 31 + writer);
    while (System.nanoTime() - end < 0) {
      try (Connection connection = system.connect()) {
        connection.setAutoCommit(false);
        while (System.nanoTime() - end < 0) {
          transaction(connection, writer, random);
        }
      } catch (SQLException expected) {
        // a rolled back transaction is no loss; the tables tell what was committed
        failures.incrementAndGet();
      }
    }
  }

  private void transaction(Connection connection, int writer, Random random) throws SQLException {
    if (random.nextInt(4) == 0) {
      // always counters before accounts, so that no two writers wait for each other
      execute(
          connection, "UPDATE counters SET n = n + 1 WHERE id = " + (1 + random.nextInt(COUNTERS)));
    }
    if (random.nextInt(4) == 0) {
      execute(
          connection,
          "SELECT commitcast.append('account:"
              + random.nextInt(ACCOUNTS)
              + "', 'deposited', '{}')");
    }
    for (int i = random.nextInt(3); i >= 0; i--) {
      statement(connection, writer, random);
    }
    if (random.nextInt(5) == 0) {
      execute(connection, "SELECT pg_sleep(" + random.nextInt(40) / 1000.0 + ")");
    }
    if (random.nextInt(10) == 0) {
      connection.rollback();
    } else {
      connection.commit();
      commits.incrementAndGet();
    }
  }

  private static void statement(Connection connection, int writer, Random random)
      throws SQLException {
    switch (random.nextInt(4)) {
      case 0 -> {
        Savepoint savepoint = connection.setSavepoint();
        insert(connection, "undone-" + UUID.randomUUID(), writer);
        connection.rollback(savepoint);
        insert(connection, UUID.randomUUID().toString(), writer);
      }
      case 1 ->
          execute(
              connection,
              "INSERT INTO ledger (id, writer) SELECT gen_random_uuid()::text, "
                  + writer
                  + " FROM generate_series(1, "
                  + (2 + random.nextInt(8))
                  + ")");
      default -> insert(connection, UUID.randomUUID().toString(), writer);
    }
  }

  private static void insert(Connection connection, String id, int writer) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO ledger (id, writer) VALUES (?, ?)")) {
      insert.setString(1, id);
      insert.setInt(2, writer);
      insert.executeUpdate();
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

package dev.commitcast.notifications.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Many clients that write at random: single rows, several rows in one statement, savepoints, roll
 * backs, pauses before the commit, both isolation levels, appends to shared streams. What they
 * commit is kept in a table beside the log, by the same transactions: the naive oracle.
 */
public final class Writers {
  private final LogDatabase database;
  private final long seed;

  public Writers(LogDatabase database, long seed) throws SQLException {
    this.database = database;
    this.seed = seed;
    database.run(
        "CREATE TABLE IF NOT EXISTS public.truth (mark text PRIMARY KEY, tx xid8 NOT NULL"
            + " DEFAULT pg_current_xact_id())");
  }

  /** Writes with so many clients for so long; answers how many events were committed. */
  public long write(int clients, Duration length) throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      List<Future<Long>> all = new ArrayList<>();
      long until = System.nanoTime() + length.toNanos();
      for (int i = 0; i < clients; i++) {
        int client = i;
        all.add(threads.submit(() -> client(client, until)));
      }
      long sum = 0;
      for (Future<Long> one : all) {
        sum += one.get();
      }
      return sum;
    } finally {
      threads.shutdownNow();
    }
  }

  private long client(int number, long until) throws SQLException, InterruptedException {
    Random random = new Random(seed + number);
    long committed = 0;
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      for (int round = 0; System.nanoTime() < until; round++) {
        connection.setTransactionIsolation(
            random.nextInt(3) == 0
                ? Connection.TRANSACTION_REPEATABLE_READ
                : Connection.TRANSACTION_READ_COMMITTED);
        String mark = number + "-" + round;
        try {
          committed += transaction(connection, mark, random);
        } catch (SQLException e) {
          connection.rollback();
          // what two writers do to each other is no business of the log
          if (!"40001".equals(e.getSQLState()) && !"40P01".equals(e.getSQLState())) {
            throw e;
          }
        }
      }
    }
    return committed;
  }

  private static int transaction(Connection connection, String mark, Random random)
      throws SQLException, InterruptedException {
    int kept = 0;
    try (Statement statement = connection.createStatement()) {
      int statements = 1 + random.nextInt(3);
      for (int i = 0; i < statements; i++) {
        Savepoint savepoint = random.nextInt(4) == 0 ? connection.setSavepoint() : null;
        int rows = random.nextInt(5) == 0 ? 1 + random.nextInt(30) : 1;
        write(statement, mark + "-" + i, rows, i == 0, random);
        if (savepoint != null && random.nextBoolean()) {
          connection.rollback(savepoint);
        } else {
          kept += rows;
        }
      }
      if (random.nextInt(4) == 0) {
        Thread.sleep(random.nextInt(20));
      }
    }
    if (random.nextInt(8) == 0) {
      connection.rollback();
      return 0;
    }
    connection.commit();
    return kept;
  }

  /** Appends come first in a transaction: in any order, writers would wait for each other's end. */
  private static void write(
      Statement statement, String mark, int rows, boolean first, Random random)
      throws SQLException {
    statement.execute(
        "INSERT INTO public.truth (mark) SELECT '%s-' || i FROM generate_series(1, %d) AS i"
            .formatted(mark, rows));
    if (first && rows == 1 && random.nextInt(3) == 0) {
      statement.execute(
          "SELECT commitcast.append('shared:%d', 'appended', '{\"mark\": \"%s-1\"}')"
              .formatted(random.nextInt(8), mark));
    } else {
      statement.execute(
          "INSERT INTO commitcast.pending_events (aggregate_id, event_type, data)"
              + " SELECT 'row:%s-' || i, 'captured', jsonb_build_object('mark', '%s-' || i)"
                  .formatted(mark, mark)
              + " FROM generate_series(1, %d) AS i".formatted(rows));
      statement.execute("SELECT commitcast.wake_sequencer()");
    }
  }
}

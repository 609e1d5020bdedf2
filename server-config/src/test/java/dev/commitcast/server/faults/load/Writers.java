package dev.commitcast.server.faults.load;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A few writers with pauses, who go on when the database fails them. Each transaction writes a row
 * of its own to the ledger, so whether a commit with a lost answer has happened can be looked up.
 */
public final class Writers implements AutoCloseable {
  private final Connecting database;
  private final Round round;
  private final long seed;
  private final int pauseMillis;
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final Set<String> inDoubt = ConcurrentHashMap.newKeySet();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();

  /**
   * Begins at once.
   *
   * @param pauseMillis the longest pause of a writer between transactions
   */
  public Writers(Connecting database, Round round, int writers, int pauseMillis, long seed)
      throws SQLException {
    this.database = database;
    this.round = round;
    this.seed = seed;
    this.pauseMillis = pauseMillis;
    makeCounters();
    for (int i = 0; i < writers; i++) {
      int number = i;
      Thread thread = new Thread(() -> live(number), "writer-" + round.name() + "-" + number);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  /** The rows that mark the transactions which the database has acknowledged. */
  public Set<String> acknowledged() {
    return Set.copyOf(acknowledged);
  }

  /** The rows that mark the transactions whose commit was not answered. */
  public Set<String> inDoubt() {
    return Set.copyOf(inDoubt);
  }

  private void makeCounters() throws SQLException {
    try (Connection connection = database.connect();
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO public.counters VALUES (?, 1)")) {
      for (int i = 0; i < Round.COUNTERS; i++) {
        insert.setString(1, round.counter(i));
        insert.executeUpdate();
      }
    }
  }

  private void live(int writer) {
    Random random = new Random(seed * 31 + writer);
    try {
      while (stop.getCount() > 0) {
        try (Connection connection = database.connect()) {
          connection.setAutoCommit(false);
          while (!stop.await(random.nextInt(pauseMillis), TimeUnit.MILLISECONDS)) {
            transaction(connection, writer, random);
          }
        } catch (SQLException expected) {
          // the oracle looks at the tables; here it only matters to go on
          stop.await(100 + random.nextInt(200), TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void transaction(Connection connection, int writer, Random random) throws SQLException {
    String mark = round.row(writer + "-" + Long.toHexString(random.nextLong()));
    if (random.nextInt(4) == 0) {
      run(
          connection,
          "UPDATE public.counters SET n = n + 1 WHERE id = ?",
          round.counter(random.nextInt(Round.COUNTERS)));
    }
    if (random.nextInt(4) == 0) {
      run(
          connection,
          "SELECT commitcast.append(?, 'deposited', '{}')",
          round.account(random.nextInt(Round.ACCOUNTS)));
    }
    if (random.nextInt(6) == 0) {
      Savepoint savepoint = connection.setSavepoint();
      insert(connection, mark + "-undone", writer);
      connection.rollback(savepoint);
    }
    insert(connection, mark, writer);
    for (int i = random.nextInt(3); i > 0; i--) {
      insert(connection, mark + "-" + i, writer);
    }
    if (random.nextInt(10) == 0) {
      connection.rollback();
      return;
    }
    inDoubt.add(mark);
    connection.commit();
    acknowledged.add(mark);
    inDoubt.remove(mark);
  }

  private static void insert(Connection connection, String id, int writer) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO public.ledger (id, writer) VALUES (?, ?)")) {
      insert.setString(1, id);
      insert.setInt(2, writer);
      insert.executeUpdate();
    }
  }

  private static void run(Connection connection, String sql, String parameter) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, parameter);
      statement.execute();
    }
  }

  /** Waits until everybody has finished. */
  @Override
  public void close() throws InterruptedException {
    stop.countDown();
    for (Thread thread : threads) {
      thread.join(60_000);
      if (thread.isAlive()) {
        throw new IllegalStateException(thread.getName() + " hangs in a transaction.");
      }
    }
  }
}

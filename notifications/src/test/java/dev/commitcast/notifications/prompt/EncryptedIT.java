package dev.commitcast.notifications.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.commitcast.notifications.testing.LogDatabase;
import dev.commitcast.notifications.testing.LogTruth;
import dev.commitcast.notifications.testing.RunningListener;
import dev.commitcast.notifications.testing.RunningSequencer;
import dev.commitcast.notifications.testing.TlsServer;
import dev.commitcast.notifications.testing.Writers;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGNotification;

/**
 * A server that demands TLS. The driver lays its own socket over ours, which must stay wakeable.
 */
@Timeout(180)
class EncryptedIT {
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir private static Path folder;
  private static TlsServer server;
  private static LogDatabase database;

  @BeforeAll
  static void start() {
    server = new TlsServer(folder.resolve("ours"));
    database = LogDatabase.of(server.postgres().database(), server.settings(Map.of()).tls());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void hearsNotificationsOverAnEncryptedConnection() throws SQLException {
    try (PromptConnection connection = open()) {
      assertThat(
              database.number(
                  "SELECT count(*) FROM pg_stat_ssl WHERE ssl AND pid = "
                      + connection.backendPid()))
          .isEqualTo(1);
      connection.listen("news");
      database.run("NOTIFY news, 'one'");
      assertThat(texts(connection.await(LONG))).containsExactly("one");
      CompletableFuture<Void> sender = later(50, () -> database.run("NOTIFY news, 'two'"));
      assertThat(texts(connection.await(LONG))).containsExactly("two");
      sender.join();
    }
  }

  @Test
  void aWakeUpEndsTheWaitAndTheConnectionGoesOn() throws SQLException {
    try (PromptConnection connection = open()) {
      connection.listen("news");
      for (int i = 0; i < 200; i++) {
        CompletableFuture<Void> waker = CompletableFuture.runAsync(connection::wakeUp);
        assertThat(connection.await(LONG)).isEmpty();
        waker.join();
        assertThat(connection.listensTo("news")).isTrue();
      }
      database.run("NOTIFY news, 'still here'");
      assertThat(texts(connection.await(LONG))).containsExactly("still here");
    }
  }

  /** They share records with each other and with results: what is decrypted is in no channel. */
  @Test
  void manyNotificationsAndLargeResultsMixedWithWakeUps() throws Exception {
    try (PromptConnection connection = open();
        Statement statement = connection.connection().createStatement()) {
      connection.listen("news");
      List<String> heard = new ArrayList<>();
      for (int round = 0; round < 20; round++) {
        CompletableFuture<Void> waker =
            CompletableFuture.runAsync(
                () -> {
                  for (int i = 0; i < 200; i++) {
                    connection.wakeUp();
                  }
                });
        database.run(
            "SELECT pg_notify('news', '%d-' || i || repeat('y', i * 20))".formatted(round)
                + " FROM generate_series(1, 100) i");
        try (ResultSet rows = statement.executeQuery("SELECT repeat('x', 3000000)")) {
          rows.next();
          assertThat(rows.getString(1)).hasSize(3_000_000);
        }
        waker.join();
        long deadline = System.nanoTime() + LONG.toNanos();
        while (heard.size() < (round + 1) * 100 && System.nanoTime() < deadline) {
          heard.addAll(texts(connection.await(Duration.ofSeconds(1))));
        }
      }
      assertThat(heard).hasSize(2_000).doesNotHaveDuplicates();
    }
  }

  @Test
  void aWaitCostsNothing() throws SQLException {
    var threads = ManagementFactory.getThreadMXBean();
    try (PromptConnection connection = open()) {
      connection.listen("news");
      connection.await(Duration.ofMillis(50));
      long cpu = threads.getCurrentThreadCpuTime();
      long began = System.nanoTime();

      assertThat(connection.await(Duration.ofSeconds(1))).isEmpty();

      assertThat(System.nanoTime() - began).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(900));
      assertThat(threads.getCurrentThreadCpuTime() - cpu)
          .as("processor time of a second's wait, in ns")
          .isLessThan(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  @Test
  void notificationsComeAsPromptlyAsWithoutEncryption() throws SQLException {
    try (PromptConnection connection = open();
        Connection sender = database.connect();
        Statement statement = sender.createStatement()) {
      connection.listen("news");
      List<Long> micros = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        long began = System.nanoTime();
        statement.execute("NOTIFY news");
        assertThat(connection.await(LONG)).hasSize(1);
        micros.add((System.nanoTime() - began) / 1_000);
      }
      micros.sort(null);
      long median = micros.get(micros.size() / 2);
      System.out.println("notification over TLS, median: " + median + " us");
      assertThat(median).as("microseconds from NOTIFY to its arrival").isLessThan(200_000);
    }
  }

  @Test
  void anAbortEndsAWaitAndAStatementAtOnce() throws SQLException {
    try (PromptConnection connection = open()) {
      CompletableFuture<Void> killer = later(50, connection::abort);
      assertThatThrownBy(() -> connection.await(LONG))
          .isInstanceOf(SQLException.class)
          .extracting(e -> ((SQLException) e).getSQLState())
          .asString()
          .startsWith("08");
      killer.join();
    }
    try (PromptConnection connection = open();
        Statement statement = connection.connection().createStatement()) {
      CompletableFuture<Void> killer = later(50, connection::abort);
      long began = System.nanoTime();
      assertThatThrownBy(() -> statement.execute("SELECT pg_sleep(60)"))
          .isInstanceOf(SQLException.class);
      assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(20));
      killer.join();
    }
  }

  @Test
  void sequencerAndListenerLoseNoWakeUp() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed of sequencerAndListenerLoseNoWakeUp: " + seed);
    Writers writers = new Writers(database, seed);
    try (RunningSequencer sequencer = RunningSequencer.on(database);
        RunningListener listener = RunningListener.on(database)) {
      long committed = writers.write(4, Duration.ofSeconds(3));
      database.awaitHead(committed);
      await()
          .atMost(LONG)
          .untilAsserted(() -> assertThat(listener.status().version()).isEqualTo(committed));
      assertThat(sequencer.status().missedWakeUps()).as("missed wake-ups").isZero();
    }
    LogTruth.holds(database);
  }

  private static PromptConnection open() throws SQLException {
    return PromptConnection.open(database.connections(), "test", session());
  }

  private static SessionSettings session() {
    return SessionSettings.mortal(Map.of(), Duration.ofSeconds(20), Duration.ofSeconds(60));
  }

  private static List<String> texts(List<PGNotification> notifications) {
    return notifications.stream().map(PGNotification::getParameter).toList();
  }

  private static CompletableFuture<Void> later(int millis, Action action) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            action.run();
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        },
        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS));
  }

  @FunctionalInterface
  private interface Action {
    void run() throws SQLException;
  }
}

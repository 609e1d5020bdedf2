package dev.commitcast.notifications.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.notifications.testing.LogDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGNotification;

@Timeout(180)
class PromptConnectionIT {
  private static final Duration LONG = Duration.ofSeconds(20);

  private static LogDatabase database;

  @BeforeAll
  static void migrate() {
    database = LogDatabase.fresh();
  }

  @Test
  void hearsNotificationsThatCameBeforeAndDuringTheWait() throws SQLException {
    try (PromptConnection connection = open()) {
      connection.listen("news");
      database.run("NOTIFY news, 'one'");
      assertThat(texts(connection.await(LONG))).containsExactly("one");
      CompletableFuture<Void> sender = later(50, () -> database.run("NOTIFY news, 'two'"));
      assertThat(texts(connection.await(LONG))).containsExactly("two");
      sender.join();
    }
  }

  @Test
  void comesBackEmptyWhenTimeIsOver() throws SQLException {
    try (PromptConnection connection = open()) {
      connection.listen("news");
      assertThat(connection.await(Duration.ofMillis(30))).isEmpty();
      assertThat(connection.pending()).isEmpty();
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

  @Test
  void wakeUpsWhileAStatementRunsDoNoHarm() throws Exception {
    try (PromptConnection connection = open();
        Statement statement = connection.connection().createStatement()) {
      CompletableFuture<Void> waker =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 20_000; i++) {
                  connection.wakeUp();
                }
              });
      for (int i = 0; i < 100; i++) {
        try (ResultSet rows =
            statement.executeQuery("SELECT repeat('x', 100000) FROM generate_series(1, 5)")) {
          int count = 0;
          while (rows.next()) {
            assertThat(rows.getString(1)).hasSize(100_000);
            count++;
          }
          assertThat(count).isEqualTo(5);
        }
      }
      waker.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void manyNotificationsAndLargeResultsMixed() throws SQLException {
    try (PromptConnection connection = open();
        Statement statement = connection.connection().createStatement()) {
      connection.listen("news");
      List<String> heard = new ArrayList<>();
      for (int round = 0; round < 20; round++) {
        database.run(
            "SELECT pg_notify('news', '%d-' || i || repeat('y', 3000)) FROM generate_series(1, 50) i"
                .formatted(round));
        try (ResultSet rows = statement.executeQuery("SELECT repeat('x', 3000000)")) {
          rows.next();
          assertThat(rows.getString(1)).hasSize(3_000_000);
        }
        while (heard.size() < (round + 1) * 50) {
          heard.addAll(texts(connection.await(LONG)));
        }
      }
      assertThat(heard).hasSize(1_000).doesNotHaveDuplicates();
    }
  }

  @Test
  void anAbortEndsTheWaitWithAnException() throws SQLException {
    try (PromptConnection connection = open()) {
      CompletableFuture<Void> killer = later(50, connection::abort);
      assertThatThrownBy(() -> connection.await(LONG))
          .isInstanceOf(SQLException.class)
          .extracting(e -> ((SQLException) e).getSQLState())
          .asString()
          .startsWith("08");
      killer.join();
    }
  }

  @Test
  void aQuestionMayTakeNoLongerThanItsLimit() throws SQLException {
    try (PromptConnection connection = open()) {
      assertThatThrownBy(
              () ->
                  connection.within(
                      Duration.ofMillis(200),
                      c -> c.connection().createStatement().execute("SELECT pg_sleep(5)")))
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void theServerEndsASessionWhoseClientHasGoneSilent() throws SQLException {
    SessionSettings shortLived =
        SessionSettings.mortal(Map.of(), Duration.ofSeconds(5), Duration.ofSeconds(3));
    try (PromptConnection connection =
        PromptConnection.open(database.connections(), "short", shortLived)) {
      assertThatThrownBy(
              () -> {
                connection.await(LONG);
                connection.listensTo("x");
              })
          .isInstanceOf(SQLException.class)
          .extracting(e -> ((SQLException) e).getSQLState())
          .isEqualTo("57P05");
    }
  }

  private static PromptConnection open() throws SQLException {
    return PromptConnection.open(
        database.connections(),
        "prompt test",
        SessionSettings.mortal(Map.of(), Duration.ofSeconds(20), Duration.ofSeconds(60)));
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

  private interface Action {
    void run() throws SQLException;
  }
}

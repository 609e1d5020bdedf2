package dev.commitcast.notifications.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.commitcast.localpostgres.Certificates;
import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.notifications.testing.LogDatabase;
import dev.commitcast.notifications.testing.LogTruth;
import dev.commitcast.notifications.testing.RunningListener;
import dev.commitcast.notifications.testing.RunningSequencer;
import dev.commitcast.notifications.testing.Writers;
import dev.commitcast.persistence.config.DatabaseSettings;
import dev.commitcast.persistence.config.DatabaseTls;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.error.DatabaseError;
import dev.commitcast.persistence.error.DatabaseErrors;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
@Timeout(90)
class EncryptedIT {
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir private static Path folder;
  private static Certificates authority;
  private static Certificates.Identity client;
  private static LocalPostgres server;
  private static LogDatabase database;

  @BeforeAll
  static void start() throws SQLException {
    authority = Certificates.in(folder.resolve("ours"));
    client = authority.issue("certified", "");
    server =
        LocalPostgres.builder()
            .setting("max_connections", "100")
            .setting("fsync", "off")
            .demandTls(
                // not for localhost, so that the name counts
                authority.issue("server", "ip:127.0.0.1"),
                authority,
                List.of(
                    "hostssl all certified all cert",
                    "hostssl all twofold all scram-sha-256 clientcert=verify-ca",
                    "hostssl all all all scram-sha-256"))
            .start();
    try (Connection superuser = server.superuserConnection();
        Statement statement = superuser.createStatement()) {
      statement.execute(
          "CREATE ROLE certified LOGIN; CREATE ROLE twofold LOGIN PASSWORD 'twofold'");
    }
    database = LogDatabase.of(server.database(), tls(Map.of()));
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
      assertThat(median).as("microseconds from NOTIFY to its arrival").isLessThan(20_000);
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
      assertThatThrownBy(() -> statement.execute("SELECT pg_sleep(8)"))
          .isInstanceOf(SQLException.class);
      assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(3));
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

  @Test
  void aPlainConnectionIsRefusedWithASentence() {
    assertThat(refusal(Map.of("commitcast.database.ssl-mode", "disable"), "127.0.0.1"))
        .contains("refuses this user from here", "commitcast.database.ssl-mode", "no encryption");
  }

  @Test
  void anotherAuthorityIsRefusedAndNobodyWaitsForIt() {
    Certificates others = Certificates.in(folder.resolve("others"));
    Map<String, String> settings =
        Map.of("commitcast.database.ssl-root-cert", others.certificate().toString());

    assertThat(refusal(settings, "127.0.0.1"))
        .contains("a certificate that is not trusted", "commitcast.database.ssl-root-cert");
  }

  @Test
  void anotherHostsNameIsRefusedAndNobodyWaitsForIt() throws SQLException {
    assertThat(refusal(Map.of(), "localhost")).contains("is another host's");
    // which only verify-full looks at
    connections(Map.of("commitcast.database.ssl-mode", "verify-ca"), "localhost")
        .open("test", Map.of())
        .close();
  }

  @Test
  void aServerWithoutEncryptionIsRefusedWhereItIsDemanded() {
    try (LocalPostgres plain = LocalPostgres.startTemporary()) {
      Throwable failure =
          catchThrowable(
              () ->
                  new DedicatedConnections(
                          DatabaseSettings.from(
                              settings(
                                  Map.of("POSTGRES_PORT", Integer.toString(plain.port())),
                                  "127.0.0.1")))
                      .open("test", Map.of()));
      assertThat(DatabaseErrors.explain(failure))
          .contains("does not offer such a connection", "commitcast.database.ssl-mode");
      assertThat(kind(failure)).isEqualTo(DatabaseError.Kind.BROKEN);
    }
  }

  @Test
  void logsInByACertificateWithOrWithoutAPassword() throws SQLException {
    Map<String, String> certificate =
        Map.of(
            "commitcast.database.ssl-cert", client.certificate().toString(),
            "commitcast.database.ssl-key", client.key().toString());
    for (String user : List.of("certified", "twofold")) {
      Map<String, String> settings = new HashMap<>(certificate);
      settings.put("POSTGRES_USER", user);
      settings.put("POSTGRES_PASSWORD", user);
      try (PromptConnection connection =
          PromptConnection.open(connections(settings, "127.0.0.1"), "test", session())) {
        connection.listen("news");
        database.run("NOTIFY news, 'one'");
        assertThat(texts(connection.await(LONG))).containsExactly("one");
      }
      assertThat(refusal(Map.of("POSTGRES_USER", user, "POSTGRES_PASSWORD", user), "127.0.0.1"))
          .as("without a certificate")
          .contains("certificate");
    }
  }

  private static String refusal(Map<String, String> changes, String host) {
    Throwable failure = catchThrowable(() -> connections(changes, host).open("test", Map.of()));
    assertThat(kind(failure)).as(String.valueOf(failure)).isEqualTo(DatabaseError.Kind.BROKEN);
    return DatabaseErrors.explain(failure);
  }

  private static DatabaseError.Kind kind(Throwable failure) {
    return DatabaseErrors.of(failure).orElseThrow().kind();
  }

  private static PromptConnection open() throws SQLException {
    return PromptConnection.open(database.connections(), "test", session());
  }

  private static SessionSettings session() {
    return SessionSettings.mortal(Map.of(), Duration.ofSeconds(20), Duration.ofSeconds(60));
  }

  private static DatabaseTls tls(Map<String, String> changes) {
    return DatabaseTls.from(settings(changes, "127.0.0.1"));
  }

  private static DedicatedConnections connections(Map<String, String> changes, String host) {
    return new DedicatedConnections(DatabaseSettings.from(settings(changes, host)));
  }

  /** Verifies everything, but for what the test changes. */
  private static Settings settings(Map<String, String> changes, String host) {
    Map<String, String> all = new HashMap<>();
    all.put("POSTGRES_HOST", host);
    all.put("POSTGRES_PORT", Integer.toString(server.port()));
    all.put("commitcast.database.ssl-mode", "verify-full");
    all.put("commitcast.database.ssl-root-cert", authority.certificate().toString());
    all.putAll(changes);
    if (!all.get("commitcast.database.ssl-mode").startsWith("verify")) {
      all.remove("commitcast.database.ssl-root-cert");
    }
    return Settings.from(key -> Optional.ofNullable(all.get(key)));
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

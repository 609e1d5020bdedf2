package dev.commitcast.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.localpostgres.StopMode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests while the database has a bad moment, and right after it. */
@Timeout(240)
class RecoveringRequestsIT {
  private static final String MESSAGES = "api/channels/01JD0000000000000000GENERA/messages";
  private static final String MESSAGE =
      "{\"user_id\": \"01JD00000000000000000000AD\", \"content\": \"again\"}";
  private static final String BOOKING =
      "{\"merchant_id\": \"42\", \"customer_name\": \"Ada\", \"service\": \"Cut\","
          + " \"starts_at\": \"2027-01-01T10:00:00Z\", \"ends_at\": \"2027-01-01T11:00:00Z\"}";
  private static RunningSystem system;

  @BeforeAll
  static void start() {
    system = RunningSystem.start(1, Map.of(), List.of());
  }

  @AfterAll
  static void stop() {
    system.close();
  }

  @Test
  void aWriteThatWasRolledBackForAConflictIsDoneAgain() throws Exception {
    for (String table : List.of("messages", "bookings")) {
      system.execute(
          """
          CREATE SEQUENCE attempts_%1$s;
          CREATE FUNCTION conflict_%1$s() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN
            IF nextval('public.attempts_%1$s') < 3 THEN
              RAISE EXCEPTION 'could not serialize' USING ERRCODE = '40001';
            END IF;
            RETURN NEW;
          END $$;
          CREATE TRIGGER conflict BEFORE INSERT ON %1$s
            FOR EACH ROW EXECUTE FUNCTION conflict_%1$s()
          """
              .formatted(table));
    }
    HttpResponse<String> posted = Http.send("POST", system.uri(0, MESSAGES), MESSAGE);
    assertThat(posted.statusCode()).as(posted.body()).isEqualTo(201);
    assertThat(system.number("SELECT last_value FROM attempts_messages")).isEqualTo(3);
    assertThat(system.number("SELECT count(*) FROM messages WHERE content = 'again'")).isOne();

    HttpResponse<String> booked = Http.send("POST", system.uri(0, "api/bookings"), BOOKING);
    assertThat(booked.statusCode()).as(booked.body()).isEqualTo(201);
    assertThat(system.number("SELECT last_value FROM attempts_bookings")).isEqualTo(3);
    assertThat(system.number("SELECT count(*) FROM bookings")).isPositive();
  }

  @Test
  void afterARestartOfTheDatabaseNoRequestFailsForAConnectionThatIsStale() throws Exception {
    List<HttpResponse<String>> before = many(40);
    assertThat(before).allMatch(answer -> answer.statusCode() < 300);

    system.postgres().restart(StopMode.IMMEDIATE);
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> Http.get(system.uri(0, "health/ready")).statusCode() == 200);

    List<HttpResponse<String>> after = many(100);
    assertThat(after)
        .allSatisfy(answer -> assertThat(answer.statusCode()).as(answer.body()).isLessThan(300));
  }

  /** Reads and writes, as many at once as the pool has connections. */
  private static List<HttpResponse<String>> many(int count) throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(20);
    try {
      List<Callable<HttpResponse<String>>> requests = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        boolean reads = i % 2 == 0;
        requests.add(
            () ->
                reads
                    ? Http.get(system.uri(0, "api/channels"))
                    : Http.send(
                        "POST",
                        system.uri(0, "api/streams/account:1/events"),
                        "{\"type\": \"counted\"}"));
      }
      List<HttpResponse<String>> answers = new ArrayList<>();
      for (Future<HttpResponse<String>> each : clients.invokeAll(requests)) {
        answers.add(each.get());
      }
      return answers;
    } finally {
      clients.shutdownNow();
    }
  }
}

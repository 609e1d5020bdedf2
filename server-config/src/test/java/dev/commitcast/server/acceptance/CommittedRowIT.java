package dev.commitcast.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a user sees of one committed row, over every way of reading. */
@Timeout(180)
class CommittedRowIT {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final AtomicInteger KEYS = new AtomicInteger();

  private static RunningSystem system;
  private static String channel;
  private static String user;

  @BeforeAll
  static void start() throws Exception {
    system = RunningSystem.shared();
    channel = text("SELECT min(id) FROM channels");
    user = text("SELECT min(id) FROM users");
  }

  @Test
  void aRowThatAnybodyCommitsArrivesAsTheContractPrintsIt() throws Exception {
    List<Frame> frames = new CopyOnWriteArrayList<>();
    try (EventStreamClient client = open("api/events", null, frames)) {
      awaitResume(frames);
      String id = insertMessage("hello");
      Frame frame = awaitEvent(frames, "messages:" + id);
      JsonObject event = frame.json();
      assertThat(client.header("Content-Type")).startsWith("text/event-stream");
      assertThat(client.header("Cache-Control")).isEqualTo("no-cache, no-transform");
      assertThat(client.header("X-Accel-Buffering")).isEqualTo("no");
      assertThat(frames.get(0).retry()).isBetween(2_000L, 5_000L);
      assertThat(frame.type()).isEqualTo("message_change");
      assertThat(frame.id()).isEqualTo("1." + event.getInt("version"));
      assertThat(event.keySet())
          .containsExactly(
              "version", "id", "stream", "type", "operation", "record", "room", "at", "tx", "last");
      assertThat(event.getString("operation")).isEqualTo("INSERT");
      assertThat(event.getString("room")).isEqualTo("channel:" + channel);
      assertThat(event.getBoolean("last")).isTrue();
      assertThat(event.getJsonObject("record").getString("content")).isEqualTo("hello");
      assertThat(event.getString("id")).matches("[0-7][0-9A-HJKMNP-TV-Z]{25}");
    }
  }

  @Test
  void aSubscriberThatWasAwayGetsExactlyWhatItMissed() throws Exception {
    List<Frame> before = new CopyOnWriteArrayList<>();
    String lastId;
    try (EventStreamClient client = open("api/events", null, before)) {
      awaitResume(before);
      awaitEvent(before, "messages:" + insertMessage("seen"));
      lastId = client.lastId();
    }
    List<String> missed;
    List<Frame> witness = new CopyOnWriteArrayList<>();
    // the node counts what it has read itself, which may be less than the log has
    try (EventStreamClient ignored = open("api/events", null, witness)) {
      awaitResume(witness);
      missed = List.of(insertMessage("1"), insertMessage("2"), insertMessage("3"));
      awaitEvent(witness, "messages:" + missed.get(2));
    }
    List<Frame> after = new CopyOnWriteArrayList<>();
    try (EventStreamClient client = open("api/events", lastId, after)) {
      await().atMost(SOON).until(() -> has(after, "caught-up"));
      assertThat(after.get(1).type()).isEqualTo("resume");
      assertThat(after.get(1).json().getString("outcome")).isEqualTo("replaying");
      assertThat(after.get(1).json().getInt("missed")).isEqualTo(3);
      assertThat(
              after.stream()
                  .filter(frame -> !frame.isControl())
                  .map(frame -> frame.json().getString("stream").substring("messages:".length())))
          .isEqualTo(missed);
      assertThat(client.hasEnded()).isFalse();
    }
  }

  @Test
  void aCursorThatTheLogDoesNotKnowIsAnsweredWithReset() throws Exception {
    List<Frame> frames = new CopyOnWriteArrayList<>();
    try (EventStreamClient client = open("api/events", "7.1", frames)) {
      awaitResume(frames);
      assertThat(frames.get(1).json().getString("outcome")).isEqualTo("reset");
      assertThat(frames.get(1).json().getString("oldest")).isNotEmpty();
      awaitEvent(frames, "messages:" + insertMessage("after the reset"));
      assertThat(client.hasEnded()).isFalse();
    }
    HttpResponse<String> page = Http.get(system.uri(0, "api/events?after=7.1"));
    assertThat(page.statusCode()).isEqualTo(410);
    assertThat(Http.json(page).getString("oldest")).isNotEmpty();
  }

  @Test
  void pagesLongPollsAndStreamsShowTheSameEvents() throws Exception {
    String head = Http.json(Http.get(system.uri(0, "api/events?after=now"))).getString("head");
    CompletableFuture<HttpResponse<String>> poll =
        CompletableFuture.supplyAsync(
            () -> uncheckedGet("api/events?wait=20&type=message_change&after=" + head));
    String id = insertMessage("for everybody");
    JsonObject polled = Http.json(poll.get()).getJsonArray("events").getJsonObject(0);
    assertThat(polled.getString("stream")).isEqualTo("messages:" + id);

    JsonObject page = Http.json(Http.get(system.uri(0, "api/events?limit=1&after=" + head)));
    assertThat(page.getJsonArray("events")).containsExactly(polled);
    assertThat(page.getString("next")).isEqualTo("1." + polled.getInt("version"));

    JsonObject stream =
        Http.json(Http.get(system.uri(0, "api/streams/messages:" + id + "/events")));
    assertThat(stream.getJsonArray("events")).containsExactly(polled);
    assertThat(
            Http.json(Http.get(system.uri(0, "api/events?category=messages&after=" + head)))
                .getJsonArray("events"))
        .containsExactly(polled);
    assertThat(
            Http.json(Http.get(system.uri(0, "api/events?room=nobody&after=" + head)))
                .getJsonArray("events"))
        .isEmpty();
  }

  @Test
  void oneStreamCanBeFollowedLive() throws Exception {
    String id = insertMessage("first");
    awaitSequenced();
    List<Frame> frames = new CopyOnWriteArrayList<>();
    try (EventStreamClient client =
        open("api/streams/messages:" + id + "/events?after=0", null, frames)) {
      await().atMost(SOON).until(() -> operations(frames).size() == 1);
      assertThat(client.header("Content-Type")).matches("text/event-stream; ?charset=UTF-8");
      assertThat(frames.get(0).retry()).isBetween(2_000L, 5_000L);
      insertMessage("of another stream");
      system.execute("UPDATE messages SET content = 'second' WHERE id = '" + id + "'");
      system.execute("DELETE FROM messages WHERE id = '" + id + "'");
      await().atMost(SOON).until(() -> operations(frames).size() == 3);
      assertThat(operations(frames)).containsExactly("INSERT", "UPDATE", "DELETE");
      JsonObject update =
          frames.stream().filter(f -> !f.isControl()).skip(1).findFirst().orElseThrow().json();
      assertThat(update.getJsonObject("old").getString("content")).isEqualTo("first");
      assertThat(client.hasEnded()).isFalse();
    }
  }

  @Test
  void bookingsPostedOverHttpArriveWithTheOriginalsPayload() throws Exception {
    List<Frame> frames = new CopyOnWriteArrayList<>();
    try (EventStreamClient client = open("api/events?room=merchant:42", null, frames)) {
      awaitResume(frames);
      HttpResponse<String> created =
          Http.send(
              "POST",
              system.uri(0, "api/bookings"),
              "{\"merchant_id\":\"42\",\"customer_name\":\"Ada\",\"service\":\"cut\","
                  + "\"starts_at\":\"2026-12-01T09:00:00Z\",\"ends_at\":\"2026-12-01T09:30:00Z\"}");
      assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
      String id = Http.json(created).getString("id");
      HttpResponse<String> changed =
          Http.send("PATCH", system.uri(0, "api/bookings/" + id), "{\"status\":\"confirmed\"}");
      assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
      system.execute("UPDATE bookings SET notes = 'no event' WHERE id = '" + id + "'");
      system.execute("DELETE FROM bookings WHERE id = '" + id + "'");
      await().atMost(SOON).until(() -> operations(frames).size() == 3);
      assertThat(frames.stream().filter(f -> !f.isControl()).map(Frame::type))
          .containsExactly("booking_created", "booking_updated", "booking_deleted");
      JsonObject payload =
          frames.stream()
              .filter(f -> f.type().equals("booking_updated"))
              .findFirst()
              .orElseThrow()
              .json()
              .getJsonObject("payload");
      assertThat(payload.getString("merchantId")).isEqualTo("42");
      assertThat(payload.getString("oldStatus")).isEqualTo("pending");
      assertThat(payload.getString("newStatus")).isEqualTo("confirmed");
      assertThat(client.hasEnded()).isFalse();
    }
  }

  @Test
  void everyWrongInputIsAProblemThatNamesTheField() throws Exception {
    for (String query :
        List.of(
            "after=yesterday",
            "limit=0",
            "limit=x",
            "wait=61",
            "metadata=perhaps",
            "type=",
            "type=resume",
            "after=1.1&after=1.2",
            "typ=message_change")) {
      for (String accept : List.of("application/json", "text/event-stream")) {
        HttpResponse<String> answer = Http.get(system.uri(0, "api/events?" + query), accept);
        assertThat(answer.statusCode()).as(query + " " + answer.body()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
            .startsWith("application/problem+json");
        assertThat(Http.json(answer).getString("field"))
            .isEqualTo(query.substring(0, query.indexOf('=')));
        assertThat(Http.json(answer).getString("detail")).isNotEmpty();
      }
    }
    assertThat(Http.get(system.uri(0, "api/events"), "image/png").statusCode()).isEqualTo(406);
    assertThat(Http.get(system.uri(0, "api/nothing")).statusCode()).isEqualTo(404);
    assertThat(Http.get(system.uri(0, "api/streams/a:1/events?from=1"), "text/event-stream"))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(400);
    assertThat(Http.get(system.uri(0, "api/events")).headers().firstValue("Content-Type"))
        .contains("application/json");
  }

  private static EventStreamClient open(String path, String lastId, List<Frame> frames)
      throws IOException {
    return EventStreamClient.open(system.uri(0, path), lastId, frames::add);
  }

  private static void awaitResume(List<Frame> frames) {
    await("resume").atMost(SOON).until(() -> has(frames, "resume"));
  }

  private static boolean has(List<Frame> frames, String type) {
    return frames.stream().anyMatch(frame -> frame.type().equals(type));
  }

  private static List<String> operations(List<Frame> frames) {
    return frames.stream()
        .filter(frame -> !frame.isControl())
        .map(frame -> frame.json().getString("operation"))
        .toList();
  }

  private static Frame awaitEvent(List<Frame> frames, String stream) {
    return await("event of " + stream)
        .atMost(SOON)
        .until(
            () ->
                frames.stream()
                    .filter(f -> !f.isControl() && f.json().getString("stream").equals(stream))
                    .findFirst()
                    .orElse(null),
            found -> found != null);
  }

  private static void awaitSequenced() {
    await("nothing waits")
        .atMost(SOON)
        .until(() -> system.number("SELECT count(*) FROM commitcast.pending_events") == 0);
  }

  private static String insertMessage(String content) throws SQLException {
    String id = String.format("01JD%022d", KEYS.incrementAndGet());
    try (Connection connection = system.connect();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO messages (id, channel_id, user_id, content) VALUES (?, ?, ?, ?)")) {
      insert.setString(1, id);
      insert.setString(2, channel);
      insert.setString(3, user);
      insert.setString(4, content);
      insert.executeUpdate();
    }
    return id;
  }

  private static HttpResponse<String> uncheckedGet(String path) {
    try {
      return Http.get(system.uri(0, path));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String text(String sql) throws SQLException {
    try (Connection connection = system.connect();
        PreparedStatement select = connection.prepareStatement(sql);
        var rows = select.executeQuery()) {
      rows.next();
      return rows.getString(1);
    }
  }
}

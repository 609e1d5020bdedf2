package dev.commitcast.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Rows that other systems stumble over: the writer commits, the subscriber gets the same values.
 */
class FaithfulValuesIT {
  private static final String AWKWARD =
      "'quoted' \"double\" \\ back\nnew\r\ttab 🎉 𝔘𝔫𝔦 é \u2028 </script> ${x} %s";
  private static final String KEY = "k'\"🎉\n:%/" + "x".repeat(72);
  private static final String LONG = "payload 🎉 ".repeat(100_000);

  @Test
  @Timeout(120)
  void largeAndAwkwardRowsArriveAsTheyWereWritten() throws Exception {
    RunningSystem system = RunningSystem.shared();
    system.execute(
        "CREATE TABLE awkward (key text PRIMARY KEY, body text, title varchar(200), nothing text,"
            + " amount numeric, scaled numeric(12, 4), moment timestamptz, tags text[],"
            + " grid int[][], document jsonb, flag boolean)");
    system.execute("SELECT commitcast.watch('public.awkward', channel => 'awkward_change')");
    List<Frame> frames = new CopyOnWriteArrayList<>();
    try (EventStreamClient client =
        EventStreamClient.open(
            system.uri(0, "api/events?type=awkward_change"), null, frames::add)) {
      await("resume").atMost(Duration.ofSeconds(15)).until(() -> frames.size() >= 2);
      insert(system);
      await("the event")
          .atMost(Duration.ofSeconds(15))
          .until(() -> frames.stream().anyMatch(frame -> !frame.isControl()));
      assertThat(client.hasEnded()).isFalse();
    }
    JsonObject event = frames.stream().filter(f -> !f.isControl()).findFirst().orElseThrow().json();
    compare(event.getJsonObject("record"), system);
    assertThat(LONG.length()).isGreaterThan(1_000_000);
    assertThat(KEY.codePointCount(0, KEY.length())).isEqualTo(80);
    NotificationsOverHttp.hold(system);
  }

  private static void insert(RunningSystem system) throws SQLException {
    try (Connection connection = system.connect();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO awkward VALUES (?, ?, ?, NULL,"
                    + " 123456789012345678901234567890.123456789012345678901234567890, 1.5000,"
                    + " '2026-03-29 01:59:59.999999+13:45', ?, '{{1,2},{3,NULL}}', ?::jsonb, true)")) {
      insert.setString(1, KEY);
      insert.setString(2, LONG);
      insert.setString(3, AWKWARD);
      insert.setArray(4, connection.createArrayOf("text", new String[] {AWKWARD, "", null, "{}"}));
      insert.setString(5, "{\"a\": [1, 2.50, null, {\"deep\": \"🎉\"}], \"\": \"empty key\"}");
      insert.executeUpdate();
    }
  }

  private static void compare(JsonObject record, RunningSystem system) throws SQLException {
    try (Connection connection = system.connect();
        PreparedStatement select = connection.prepareStatement("SELECT * FROM awkward");
        ResultSet row = select.executeQuery()) {
      assertThat(row.next()).isTrue();
      for (String text : List.of("key", "body", "title")) {
        assertThat(record.getString(text)).as(text).isEqualTo(row.getString(text));
      }
      assertThat(record.getString("title")).isEqualTo(AWKWARD);
      assertThat(record.get("nothing")).isEqualTo(JsonValue.NULL);
      for (String number : List.of("amount", "scaled")) {
        BigDecimal read = record.getJsonNumber(number).bigDecimalValue();
        assertThat(read).as(number).isEqualTo(row.getBigDecimal(number));
      }
      assertThat(OffsetDateTime.parse(record.getString("moment")).toInstant())
          .isEqualTo(row.getObject("moment", OffsetDateTime.class).toInstant());
      assertThat(record.getJsonArray("tags").getString(0)).isEqualTo(AWKWARD);
      assertThat(record.getJsonArray("tags").get(2)).isEqualTo(JsonValue.NULL);
      assertThat(record.getJsonArray("grid")).isEqualTo(json("{\"x\":[[1,2],[3,null]]}").get("x"));
      assertThat(record.getJsonObject("document")).isEqualTo(json(row.getString("document")));
      assertThat(record.getBoolean("flag")).isTrue();
    }
  }

  private static JsonObject json(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }
}

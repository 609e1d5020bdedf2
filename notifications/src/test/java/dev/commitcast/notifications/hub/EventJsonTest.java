package dev.commitcast.notifications.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.domain.event.RecordedEvent;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class EventJsonTest {
  private static final Instant AT = Instant.parse("2026-11-20T21:13:37.226Z");

  @Example
  void printsACapturedChangeInTheOrderOfTheContract() {
    RecordedEvent event =
        new RecordedEvent(
            48_212,
            "01JD",
            "messages:01JD",
            OptionalLong.empty(),
            "message_change",
            "channel:01JC",
            "{\"old\": {\"content\": \"hi\"}, \"record\": {\"id\": \"01JD\", \"n\": 1.50},"
                + " \"changed\": [\"content\"], \"operation\": \"UPDATE\", \"unknown\": 1}",
            "{\"actor\": \"01JB\", \"traceparent\": \"00-1\", \"correlationId\": \"c 1\"}",
            AT,
            "7391",
            true,
            true,
            100);
    String expected =
        "{\"version\":48212,\"id\":\"01JD\",\"stream\":\"messages:01JD\",\"type\":\"message_change\","
            + "\"operation\":\"UPDATE\",\"record\":{\"id\":\"01JD\",\"n\":1.50},"
            + "\"old\":{\"content\":\"hi\"},\"changed\":[\"content\"],\"room\":\"channel:01JC\","
            + "\"at\":\"2026-11-20T21:13:37.226Z\",\"tx\":\"7391\",\"last\":true,\"actor\":\"01JB\",\"correlationId\":\"c"
            + " 1\"";
    assertThat(EventJson.print(event, false)).isEqualTo(expected + "}");
    assertThat(EventJson.print(event, true))
        .isEqualTo(
            expected
                + ",\"metadata\":{\"actor\":\"01JB\",\"traceparent\":\"00-1\","
                + "\"correlationId\":\"c 1\"}}");
  }

  @Example
  void leavesOutWhatIsAbsent() {
    RecordedEvent event =
        new RecordedEvent(
            0, null, "s", OptionalLong.of(3), "t", null, null, null, AT, "1", false, false, 0);
    assertThat(EventJson.print(event, true))
        .isEqualTo(
            "{\"stream\":\"s\",\"streamVersion\":3,\"type\":\"t\","
                + "\"at\":\"2026-11-20T21:13:37.226Z\",\"tx\":\"1\",\"last\":false}");
  }

  @Property(tries = 300)
  void anyPayloadAndAnyNameComesThroughWhole(@ForAll long seed, @ForAll String name) {
    Random random = new Random(seed);
    JsonTextTest.Printed data = JsonTextTest.value(random, 4);
    JsonTextTest.Printed metadata = JsonTextTest.object(random, 3);
    RecordedEvent event =
        new RecordedEvent(
            1,
            name,
            name,
            OptionalLong.of(1),
            name,
            name,
            data.spaced(),
            metadata.spaced(),
            AT,
            "1",
            true,
            false,
            data.spaced().length());
    String printed = EventJson.print(event, true);

    assertThat(printed).doesNotContain("\n", "\r");
    assertThat(printed)
        .contains("\"data\":" + data.compact(), "\"metadata\":" + metadata.compact());
    JsonObject parsed = JsonTextTest.parse(printed).asJsonObject();
    assertThat(parsed.get("data")).isEqualTo(JsonTextTest.parse(data.spaced()));
    assertThat(parsed.getString("stream")).isEqualTo(name);
    assertThat(new ArrayList<>(parsed.keySet()))
        .containsExactly(
            "version",
            "id",
            "stream",
            "streamVersion",
            "type",
            "data",
            "room",
            "at",
            "tx",
            "last",
            "metadata");
  }
}

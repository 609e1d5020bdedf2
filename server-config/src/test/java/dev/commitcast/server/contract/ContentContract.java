package dev.commitcast.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.persistence.log.Direction;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The part of the contract that is about what events hold. */
@Timeout(180)
abstract class ContentContract extends StreamsContract {
  @Test
  void tenMegabytesAreTakenAndMoreThanTheLimitIsNot() {
    String stream = fresh("large");
    String data = "\"" + "x".repeat(10_000_000) + "\"";
    append(stream, NONE, Given.of("large", data));
    assertThat(way().read(stream))
        .singleElement()
        .satisfies(seen -> assertThat(seen.data().equals(data)).isTrue());
    String most = "\"" + "x".repeat((16 << 20) - 2) + "\"";
    append(stream, ANY, Given.of("largest", most));
    String tooMuch = "\"" + "x".repeat((16 << 20) - 1) + "\"";
    String metadata = "{\"m\":\"" + "x".repeat(64 << 10) + "\"}";
    for (Given event : List.of(Given.of("a", tooMuch), Given.of("a", "1").withMetadata(metadata))) {
      assertThat(refusal(() -> append(stream, ANY, event)).kind())
          .isEqualTo(Refused.Kind.TOO_LARGE);
      assertThat(refusal(() -> append(stream, ANY, Given.of("b", "1"), event)).kind())
          .isEqualTo(Refused.Kind.TOO_LARGE);
    }
    assertThat(way().stream(stream).orElseThrow().version()).isEqualTo(2);
  }

  @Test
  void whateverJsonHoldsComesBackAsItWas() {
    String stream = fresh("json");
    String number = "1234567890".repeat(6);
    String deep = "[".repeat(900) + "]".repeat(900);
    List<String> values =
        List.of(
            "null",
            "true",
            "false",
            "0",
            "-0.0",
            "1.50",
            "\"\"",
            "[]",
            "{}",
            number,
            "-" + number + "." + number,
            "0." + number,
            "\"a\\\\\\\"b\"",
            "{\"\":{\"a b\":[1,null,\"é🎉\\t\"]}}",
            deep);
    List<Given> events = new ArrayList<>(values.stream().map(v -> Given.of("v", v)).toList());
    events.add(Given.of("v", null));
    way().append(stream, NONE, events);
    List<Seen> seen = way().read(stream);
    assertThat(seen).hasSize(events.size());
    for (int i = 0; i < values.size(); i++) {
      String expected = values.get(i).equals("-0.0") ? "0.0" : values.get(i);
      assertThat(seen.get(i).data()).isEqualTo(expected);
    }
    assertThat(seen.get(values.size()).data()).isNull();
    assertThat(append(stream, ANY, Given.of("exponent", "1.5e3")).versions()).isNotEmpty();
    assertThat(way().read(stream, Long.MAX_VALUE, Direction.BACKWARDS, 1).get(0).data())
        .isEqualTo("1500");
  }

  @Test
  void whatNoEventMayBeIsRefusedWithASentence() {
    String stream = fresh("invalid");
    Given good = Given.of("a", "1");
    List<Given> bad = new ArrayList<>();
    for (String type : List.of("", "caught-up", "drain", "a\nb", "x".repeat(256))) {
      bad.add(good.withType(type));
    }
    for (String id : List.of("", "a\rb", "x".repeat(256))) {
      bad.add(good.withId(id));
    }
    for (String room : List.of("", "a\nb", "x".repeat(513))) {
      bad.add(good.inRoom(room));
    }
    for (String data :
        List.of(
            "\"\\u0000\"",
            "\"\\ud800\"",
            "{",
            "01",
            "nul",
            "\"a",
            "{\"a\":}",
            "[1,]",
            "1 2",
            "\"\\x\"",
            "\"\t\"",
            "1e999999",
            "[".repeat(100_000) + "]".repeat(100_000))) {
      bad.add(good.withData(data));
    }
    for (String metadata : List.of("[]", "1", "\"a\"", "{\"a\":\"\\u0000\"}", "{")) {
      bad.add(good.withMetadata(metadata));
    }
    for (Given event : bad) {
      for (List<Given> events : List.of(List.of(event), List.of(good, event))) {
        Refused refused = refusal(() -> way().append(stream, ANY, events));
        assertThat(refused.kind())
            .as("%.200s: %s", event, refused.getMessage())
            .isEqualTo(Refused.Kind.INVALID);
        assertThat(refused.getMessage()).isNotBlank();
      }
    }
    assertThat(way().stream(stream)).isEmpty();
    for (Given longest :
        List.of(
            good.withType("🎉".repeat(255)),
            good.withId("🎉".repeat(250) + String.format("%05d", NUMBER.incrementAndGet())),
            good.inRoom("🎉".repeat(512)))) {
      append(stream, ANY, longest);
    }
  }

  @Test
  void metadataAndRoomComeBack() {
    String stream = fresh("metadata");
    append(
        stream,
        NONE,
        new Given(
            stream + "-x",
            "a",
            "1",
            "{\"actor\": \"ada\", \"correlationId\": \"c-1\", \"x\": 1.50}",
            "room é🎉"));
    assertThat(way().read(stream))
        .singleElement()
        .satisfies(
            seen -> {
              assertThat(seen.room()).isEqualTo("room é🎉");
              assertThat(seen.metadata())
                  .contains("\"actor\":\"ada\"", "\"correlationId\":\"c-1\"", "\"x\":1.50");
              assertThat(way().event(seen.id())).contains(seen);
            });
    assertThat(way().event("there is none")).isEmpty();
  }
}

package dev.commitcast.notifications.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.notifications.hub.EncodedEvent;
import dev.commitcast.notifications.hub.Frame;
import dev.commitcast.notifications.hub.Greeting;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class KitFramesTest {
  private static EncodedEvent event(long version, String data) {
    return new EncodedEvent(
        new RecordedEvent(
            version,
            "id" + version,
            "note:\"1\"",
            OptionalLong.of(version),
            "noted",
            null,
            data,
            null,
            Instant.EPOCH,
            "1",
            true,
            false,
            data.length()),
        1);
  }

  private static List<String> print(List<Frame> frames) {
    return KitFrames.print(frames).stream()
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void aBatchIsOneLineWithTheCursorBehindIt() {
    assertThat(
            print(
                List.of(
                    new Greeting(Duration.ofSeconds(3)), event(7, "{\"a\": 1}"), event(8, "2"))))
        .containsExactly(
            ": commitcast\nretry: 3000\n\n",
            "id: 8\ndata: {\"events\":[{\"event\":{\"id\":\"id7\",\"type\":\"noted\","
                + "\"aggregate_id\":\"note:\\\"1\\\"\",\"data\":{\"a\": 1},\"metadata\":null},"
                + "\"version\":\"7\"},{\"event\":{\"id\":\"id8\",\"type\":\"noted\","
                + "\"aggregate_id\":\"note:\\\"1\\\"\",\"data\":2,\"metadata\":null},"
                + "\"version\":\"8\"}],\"next_cursor\":{\"kind\":\"integer\",\"data\":8}}\n\n");
  }

  @Test
  void noBatchHasMoreThanAHundredEvents() {
    List<Frame> frames =
        new ArrayList<>(LongStream.rangeClosed(1, 250).mapToObj(v -> event(v, "1")).toList());

    assertThat(print(frames)).hasSize(3).last().asString().startsWith("id: 250\n");
  }

  @Test
  void anEventThatTheClientCannotReadGoesWithoutItsData() {
    String large = "\"" + "x".repeat(10 << 20) + "\"";

    assertThat(print(List.of(event(1, "1"), event(2, large))))
        .hasSize(2)
        .last()
        .asString()
        .contains("\"data\":null,\"metadata\":{\"truncated\":true}")
        .hasSizeLessThan(1_000);
  }
}

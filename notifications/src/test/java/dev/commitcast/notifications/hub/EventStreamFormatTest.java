package dev.commitcast.notifications.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.domain.event.Cursor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class EventStreamFormatTest {
  /** What a browser dispatches: an event with the last id known at that moment. */
  record Dispatched(String id, String type, String data) {}

  /** The parsing rules of the HTML standard, as far as they matter here. */
  private static final class Browser {
    private final List<Dispatched> events = new ArrayList<>();
    private String lastId = "";
    private long retry = -1;

    void read(String stream) {
      String type = "";
      StringBuilder data = new StringBuilder();
      for (String line : stream.split("\r\n|\n|\r", -1)) {
        if (line.isEmpty()) {
          if (data.length() > 0) {
            events.add(new Dispatched(lastId, type, data.substring(0, data.length() - 1)));
          }
          type = "";
          data.setLength(0);
          continue;
        }
        int colon = line.indexOf(':');
        String field = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
        switch (field) {
          case "id" -> lastId = value;
          case "event" -> type = value;
          case "data" -> data.append(value).append('\n');
          case "retry" -> retry = Long.parseLong(value);
          default -> assertThat(field).as("only comments besides").isEmpty();
        }
      }
    }
  }

  @Example
  void printsFramesAsTheContractShowsThem() {
    Cursor head = new Cursor(1, 48_211);
    assertThat(
            print(
                new Greeting(Duration.ofMillis(3_141)),
                ControlFrame.replaying(head.at(7), OptionalLong.of(2), head),
                ControlFrame.replaying(head.at(7), OptionalLong.empty(), head),
                ControlFrame.caughtUp(head),
                ControlFrame.fellBehind(head),
                new Heartbeat(head),
                new Heartbeat(null),
                ControlFrame.reset(head, head.at(5)),
                ControlFrame.drain(Duration.ofSeconds(2))))
        .isEqualTo(
            """
            : commitcast
            retry: 3141

            id: 1.7
            event: resume
            data: {"outcome":"replaying","missed":2,"head":"1.48211"}

            id: 1.7
            event: resume
            data: {"outcome":"replaying","head":"1.48211"}

            id: 1.48211
            event: caught-up
            data: {"head":"1.48211"}

            event: fell-behind
            data: {"head":"1.48211"}

            : heartbeat
            id: 1.48211

            : heartbeat

            id: 1.48211
            event: resume
            data: {"outcome":"reset","head":"1.48211","oldest":"1.5"}

            retry: 2000
            event: drain
            data: {"retry":2000}

            """);
  }

  @Property(tries = 300)
  void aBrowserReadsBackWhatWasPrinted(@ForAll long seed) {
    Random random = new Random(seed);
    List<Frame> frames = new ArrayList<>();
    List<Dispatched> expected = new ArrayList<>();
    String id = "";
    for (int version = 1; version <= 20; version++) {
      if (random.nextInt(5) == 0) {
        frames.add(new Heartbeat(new Cursor(3, version)));
        id = "3." + version;
      }
      EncodedEvent event = new EncodedEvent(TestEvents.random(version, random), 3);
      frames.add(event);
      id = "3." + version;
      expected.add(
          new Dispatched(
              id, event.event().type(), new String(event.json(false), StandardCharsets.UTF_8)));
    }
    Browser browser = new Browser();
    browser.read(print(frames.toArray(Frame[]::new)));
    assertThat(browser.events).isEqualTo(expected);
    assertThat(browser.lastId).isEqualTo(id);
  }

  @Property(tries = 300)
  void nothingInAnEventCanForgeAField(@ForAll String name) {
    String evil = name + "\r\nid: 9.9\rdata: {}\n\nevent: drain";
    EncodedEvent event =
        new EncodedEvent(TestEvents.event(5, evil, evil, evil, "\"\\r\\n\\nid: 9.9\""), 1);
    Browser browser = new Browser();
    browser.read(print(event));
    assertThat(browser.events).hasSize(1);
    assertThat(browser.lastId).isEqualTo("1.5");
    assertThat(browser.retry).isEqualTo(-1);
  }

  @Example
  void aLargeEventIsAPieceThatAllShare() {
    EncodedEvent large = new EncodedEvent(TestEvents.large(2, 1 << 20), 1);
    EncodedEvent small = new EncodedEvent(TestEvents.event(1), 1);
    List<byte[]> pieces = EventStreamFormat.print(List.of(small, large, small), false);
    assertThat(pieces).hasSize(3);
    assertThat(pieces.get(1)).isSameAs(large.json(false));
    assertThat(EventStreamFormat.print(List.of(small, small), false)).hasSize(1);
  }

  @Example
  void anEventIsEncodedOnceForAll() {
    EncodedEvent event = new EncodedEvent(TestEvents.event(1), 1);
    assertThat(event.json(false)).isSameAs(event.json(false));
    assertThat(event.json(true)).isSameAs(event.json(true));
  }

  private static String print(Frame... frames) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    EventStreamFormat.print(List.of(frames), false).forEach(out::writeBytes);
    return out.toString(StandardCharsets.UTF_8);
  }
}

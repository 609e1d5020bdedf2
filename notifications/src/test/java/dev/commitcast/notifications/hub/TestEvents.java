package dev.commitcast.notifications.hub;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;

/** Events and filters over a small set of names, so that filters match often. */
final class TestEvents {
  static final List<String> TYPES = List.of("message_change", "user_change", "booking_created");
  static final List<String> STREAMS = List.of("messages:1", "messages:2", "users:1", "alone");
  static final List<String> ROOMS = List.of("channel:1", "channel:2", "merchant:42");
  static final List<String> CATEGORIES = List.of("messages", "users", "alone");

  private TestEvents() {}

  static RecordedEvent event(long version, String type, String stream, String room, String data) {
    return new RecordedEvent(
        version,
        "id-" + version,
        stream,
        OptionalLong.empty(),
        type,
        room,
        data,
        null,
        Instant.parse("2026-11-20T21:13:37.226Z"),
        "7391",
        true,
        false,
        data == null ? 0 : data.length());
  }

  static RecordedEvent event(long version) {
    return event(version, TYPES.get(0), STREAMS.get(0), ROOMS.get(0), "{\"n\":" + version + "}");
  }

  static RecordedEvent large(long version, int bytes) {
    return event(
        version, TYPES.get(0), STREAMS.get(0), ROOMS.get(0), '"' + "x".repeat(bytes - 2) + '"');
  }

  static List<RecordedEvent> events(long first, long last) {
    return LongStream.rangeClosed(first, last).mapToObj(TestEvents::event).toList();
  }

  static RecordedEvent random(long version, Random random) {
    int bytes = random.nextInt(20) == 0 ? random.nextInt(20_000) : random.nextInt(300);
    return event(
        version,
        pick(TYPES, random),
        pick(STREAMS, random),
        random.nextInt(4) == 0 ? null : pick(ROOMS, random),
        random.nextInt(10) == 0 ? null : '"' + "y".repeat(bytes) + '"');
  }

  static EventFilter randomFilter(Random random) {
    return new EventFilter(
        some(TYPES, random), some(STREAMS, random), some(ROOMS, random), some(CATEGORIES, random));
  }

  static EventFilter withoutRooms(EventFilter filter) {
    return new EventFilter(filter.types(), filter.streams(), Set.of(), filter.categories());
  }

  private static Set<String> some(List<String> values, Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> Set.of(pick(values, random));
      case 1 -> Set.of(values.get(0), values.get(1));
      default -> Set.of();
    };
  }

  private static String pick(List<String> values, Random random) {
    return values.get(random.nextInt(values.size()));
  }
}

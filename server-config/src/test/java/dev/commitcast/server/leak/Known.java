package dev.commitcast.server.leak;

import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** What readers have learned while all goes on: a bound of the log, rooms and ids. Thread-safe. */
final class Known {
  private static final int MOST = 2_000;

  private final AtomicLong version = new AtomicLong();
  private final Map<String, String> roomOf = new ConcurrentHashMap<>();
  private final Map<Integer, String> events = new ConcurrentHashMap<>();
  private final Map<Integer, String> streams = new ConcurrentHashMap<>();
  private final Figures figures;

  Known(Figures figures) {
    this.figures = figures;
  }

  Figures figures() {
    return figures;
  }

  /** The log ends there or later. */
  long head() {
    return version.get();
  }

  void head(long at) {
    version.accumulateAndGet(at, Math::max);
  }

  /** Somebody was shown an event. */
  void saw(Badge by, long at, String json) {
    head(at);
    String room = Texts.member(json, "room");
    if (room != null) {
      roomOf.put(by.user(), room);
    }
    int place = ThreadLocalRandom.current().nextInt(MOST);
    events.put(place, Texts.member(json, "id"));
    streams.put(place, Texts.member(json, "stream"));
  }

  /** A room of which a user was shown something lately. */
  Optional<String> roomOf(String user) {
    return Optional.ofNullable(roomOf.get(user));
  }

  /** An event that somebody was shown, not necessarily who asks for it. */
  Optional<String> event(Random random) {
    return Optional.ofNullable(events.get(random.nextInt(MOST)));
  }

  Optional<String> stream(Random random) {
    return Optional.ofNullable(streams.get(random.nextInt(MOST)));
  }
}

package dev.commitcast.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One subscriber falls asleep; nobody else notices, and it loses nothing. */
class SleeperIT {
  /** Several times what the smaller of heap, ring and outboxes holds. */
  private static final int EVENTS = Integer.getInteger("commitcast.test.sleeper-events", 60_000);

  private static final int ROWS_PER_COMMIT = 500;

  @Test
  @Tag("thorough")
  @Timeout(300)
  void aSubscriberThatStopsReadingGetsEverythingLaterAndCostsBoundedMemory() throws Exception {
    try (RunningSystem system = RunningSystem.start(1, Map.of(), List.of("-Xmx256m"))) {
      system.execute("CREATE TABLE flood (id int PRIMARY KEY, filler text NOT NULL)");
      system.execute("SELECT commitcast.watch('public.flood', channel => 'flood_change')");
      String from = "1." + system.number("SELECT commitcast.head()");
      URI uri = system.uri(0, "api/events?type=flood_change");
      List<Frame> slept = Collections.synchronizedList(new ArrayList<>());
      AtomicLong awakeCount = new AtomicLong();
      try (EventStreamClient sleeper = EventStreamClient.openNarrow(uri, from, events(slept));
          EventStreamClient awake =
              EventStreamClient.open(
                  uri, from, frame -> awakeCount.addAndGet(frame.isControl() ? 0 : 1))) {
        sleeper.stopReading();
        long start = System.nanoTime();
        for (int first = 0; first < EVENTS; first += ROWS_PER_COMMIT) {
          system.execute(
              "INSERT INTO flood SELECT i, repeat('x', 200) FROM generate_series("
                  + first
                  + ", "
                  + (first + ROWS_PER_COMMIT - 1)
                  + ") AS i");
        }
        long written = System.nanoTime();
        await("the other subscriber keeps up")
            .atMost(Duration.ofSeconds(60))
            .until(() -> awakeCount.get() == EVENTS);
        System.out.printf(
            "%d events written in %.1f s, at the awake subscriber %.1f s later%n",
            EVENTS, (written - start) / 1e9, (System.nanoTime() - written) / 1e9);
        assertThat(awake.hasEnded()).isFalse();
        readTheRest(system, sleeper, slept);
      }
      assertThat(ids(slept)).isEqualTo(allIds());
    }
  }

  /** A sleeper may have been sent away after the stall limit; then it resumes, as browsers do. */
  private static void readTheRest(
      RunningSystem system, EventStreamClient sleeper, List<Frame> slept) throws Exception {
    sleeper.goOnReading();
    await("the sleeper reads on or is sent away")
        .atMost(Duration.ofSeconds(120))
        .until(() -> slept.size() == EVENTS || sleeper.hasEnded());
    if (slept.size() < EVENTS) {
      try (EventStreamClient again =
          EventStreamClient.open(
              system.uri(0, "api/events?type=flood_change"), sleeper.lastId(), events(slept))) {
        await("the sleeper has caught up")
            .atMost(Duration.ofSeconds(120))
            .until(() -> slept.size() >= EVENTS || again.hasEnded());
      }
    }
  }

  private static Consumer<Frame> events(List<Frame> into) {
    return frame -> {
      if (!frame.isControl()) {
        // the row's number is enough; 200,000 whole events are not kept here
        into.add(new Frame(frame.id(), frame.type(), id(frame), 0));
      }
    };
  }

  private static String id(Frame frame) {
    return Integer.toString(frame.json().getJsonObject("record").getInt("id"));
  }

  private static List<String> ids(List<Frame> frames) {
    return frames.stream().map(Frame::data).toList();
  }

  private static List<String> allIds() {
    List<String> ids = new ArrayList<>(EVENTS);
    for (int i = 0; i < EVENTS; i++) {
      ids.add(Integer.toString(i));
    }
    return ids;
  }
}

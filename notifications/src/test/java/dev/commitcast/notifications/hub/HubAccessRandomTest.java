package dev.commitcast.notifications.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.access.Grants;
import dev.commitcast.domain.access.Role;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.notifications.access.TestAccess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random memberships, joined and left as the log goes on: everybody receives what it may see, and
 * nothing else, live or from the log, however slow it reads.
 */
class HubAccessRandomTest {
  private static final int ROUNDS = Integer.getInteger("commitcast.test.rounds", 10);
  private static final List<String> USERS = List.of("ada", "grace", "edsger");

  private Random random;
  private MemoryLog store;
  private RunningHub node;
  private final List<RecordedEvent> log = new ArrayList<>();
  private final List<RecordedEvent> unpublished = new ArrayList<>();
  private final List<Reader> readers = new ArrayList<>();

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void everybodyReceivesWhatItMaySeeAndNothingElse() throws InterruptedException {
    Random seeds = new Random();
    for (int round = 0; round < ROUNDS; round++) {
      long seed = Long.getLong("commitcast.test.seed", seeds.nextLong());
      try {
        live(seed);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("With seed " + seed + "L: " + e.getMessage(), e);
      }
    }
  }

  private void live(long seed) throws InterruptedException {
    random = new Random(seed);
    store = new MemoryLog();
    log.clear();
    unpublished.clear();
    readers.clear();
    RunningHub.Settings settings =
        RunningHub.settings()
            .outbox(1_024 << random.nextInt(6), 1 + random.nextInt(60))
            .ring(random.nextInt(4) == 0 ? 20_000 : 1_000_000)
            .heartbeat(Duration.ofMillis(100));
    try (RunningHub running = new RunningHub(settings.build(), store, null, new Members())) {
      node = running;
      append(50);
      publish();
      await().until(() -> node.hub.head() != null);
      for (int step = 0; step < 500; step++) {
        step();
      }
      publish();
      readers.forEach(reader -> reader.ready(true));
      readers.forEach(Reader::check);
    }
  }

  private void step() {
    int dice = random.nextInt(100);
    if (dice < 40) {
      append(1 + random.nextInt(4));
    } else if (dice < 70) {
      publish();
    } else if (dice < 85 && !readers.isEmpty()) {
      readers.get(random.nextInt(readers.size())).ready(random.nextInt(3) > 0);
    } else if (readers.size() < 40) {
      subscribe();
    }
  }

  private void append(int count) {
    List<RecordedEvent> more = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      long version = log.size() + i;
      more.add(
          random.nextInt(4) == 0
              ? Members.random(version, USERS, random)
              : TestEvents.random(version, random));
    }
    store.append(more);
    log.addAll(more);
    unpublished.addAll(more);
  }

  private void publish() {
    if (!unpublished.isEmpty()) {
      node.publish(List.copyOf(unpublished), 1, log.size());
      unpublished.clear();
    }
  }

  private void subscribe() {
    String user = USERS.get(random.nextInt(USERS.size()));
    long asOf = log.size();
    Set<String> rooms =
        TestEvents.ROOMS.stream()
            .filter(room -> Members.history(log, user, room).get((int) asOf))
            .collect(Collectors.toSet());
    EventFilter filter =
        rooms.isEmpty() || random.nextBoolean()
            ? TestEvents.withoutRooms(TestEvents.randomFilter(random))
            : new EventFilter(Set.of(), Set.of(), Set.of(rooms.iterator().next()), Set.of());
    if (random.nextInt(3) == 0) {
      // the log goes on between the reading of the grants and the subscription
      append(1 + random.nextInt(10));
      publish();
    }
    readers.add(new Reader(user, rooms, asOf, filter, random.nextInt((int) asOf + 1)));
  }

  private final class Reader {
    private final String user;
    private final long asOf;
    private final EventFilter filter;
    private final long start;
    private final RecordingOutlet outlet = new RecordingOutlet();
    private final Subscription subscription;

    Reader(String user, Set<String> rooms, long asOf, EventFilter filter, long start) {
      this.user = user;
      this.asOf = asOf;
      this.filter = filter;
      this.start = start;
      outlet.ready(random.nextBoolean());
      subscription =
          node.hub.subscribe(
              new SubscriptionRequest(
                  filter,
                  RunningHub.after(start),
                  false,
                  TestAccess.of(
                      Caller.withoutToken(user, Set.of(Role.READER)), Grants.of(rooms), asOf)),
              outlet);
      subscription.pump();
    }

    void ready(boolean now) {
      outlet.ready(now);
      subscription.pump();
    }

    /** What may be seen, judged where the event stands, or where the reader began. */
    private List<Long> visible(Map<String, BitSet> histories, long through) {
      return log.stream()
          .filter(event -> event.version() > start && event.version() <= through)
          .filter(event -> event.room() != null && filter.matches(event))
          .filter(event -> sees(histories.get(event.room()), (int) event.version()))
          .map(RecordedEvent::version)
          .toList();
    }

    /** The event that gives a room, and the one that takes it, are seen. */
    private boolean sees(BitSet history, int version) {
      return version <= asOf
          ? history.get((int) asOf)
          : history.get(version) || history.get(version - 1);
    }

    private Map<String, BitSet> histories() {
      return TestEvents.ROOMS.stream()
          .collect(Collectors.toMap(room -> room, room -> Members.history(log, user, room)));
    }

    void check() {
      Map<String, BitSet> histories = histories();
      List<Long> all = visible(histories, log.size());
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(5))
          .untilAsserted(
              () ->
                  assertThat(outlet.closed() != null || outlet.versions().equals(all))
                      .as("%s as of %d from %d %s: %s", user, asOf, start, filter, outlet)
                      .isTrue());
      assertThat(outlet.fault()).isNull();
      List<Long> received = outlet.versions();
      assertThat(received).isEqualTo(all.subList(0, Math.min(all.size(), received.size())));
      if (outlet.closed() == CloseReason.REVOKED) {
        assertThat(outlet.control("revoked")).isNotNull();
        assertThat(received.size())
            .as("it has all up to its first loss")
            .isGreaterThanOrEqualTo(visible(histories, firstLoss(histories)).size());
      } else if (outlet.closed() != null) {
        assertThat(outlet.closed()).isEqualTo(CloseReason.LOG_RESET);
      }
    }

    private long firstLoss(Map<String, BitSet> histories) {
      return histories.get(filter.rooms().iterator().next()).nextClearBit((int) asOf + 1);
    }
  }
}

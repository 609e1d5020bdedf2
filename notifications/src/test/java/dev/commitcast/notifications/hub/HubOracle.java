package dev.commitcast.notifications.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.persistence.log.EventLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.awaitility.core.ConditionFactory;

/**
 * Random subscribers and random batches against the plainest idea of what everybody must receive:
 * the matching events behind the first cursor, in order, once.
 */
final class HubOracle {
  private final Random random;
  private final RunningHub node;
  private final Consumer<List<RecordedEvent>> store;
  private final List<RecordedEvent> log = new ArrayList<>();
  private final List<RecordedEvent> unpublished = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();

  private HubOracle(long seed, RunningHub node, Consumer<List<RecordedEvent>> store) {
    this.random = new Random(seed);
    this.node = node;
    this.store = store;
  }

  static void check(long seed, EventLog log, Consumer<List<RecordedEvent>> store, int steps)
      throws InterruptedException {
    Random shape = new Random(seed);
    RunningHub.Settings settings =
        RunningHub.settings()
            .outbox(1_024 << shape.nextInt(6), 1 + shape.nextInt(60))
            .ring(shape.nextInt(3) == 0 ? 0 : shape.nextInt(60_000))
            .readers(1 + shape.nextInt(3))
            .heartbeat(Duration.ofMillis(100));
    try (RunningHub node = new RunningHub(settings.build(), log)) {
      new HubOracle(seed, node, store).run(steps);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("With seed " + seed + "L: " + e.getMessage(), e);
    }
  }

  private void run(int steps) throws InterruptedException {
    append(1 + random.nextInt(200));
    node.publish(List.of(), 1, log.size());
    unpublished.clear();
    quickly().until(() -> node.hub.head() != null);
    for (int i = 0; i < 12; i++) {
      clients.add(new Client(i));
    }
    for (int step = 0; step < steps; step++) {
      step();
    }
    append(1);
    publish();
    for (Client client : clients) {
      client.ready(true);
    }
    for (Client client : clients) {
      client.checkAll();
    }
  }

  private static ConditionFactory quickly() {
    return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
  }

  private void step() throws InterruptedException {
    int dice = random.nextInt(100);
    if (dice < 35) {
      append(1 + random.nextInt(random.nextInt(5) == 0 ? 60 : 3));
    } else if (dice < 65) {
      publish();
    } else if (dice < 67 && unpublished.size() > 1) {
      // a gap, which the next event brings to light
      unpublished.subList(0, 1 + random.nextInt(unpublished.size() - 1)).clear();
    } else if (dice < 85) {
      clients.get(random.nextInt(clients.size())).ready(random.nextInt(3) > 0);
    } else if (dice < 93) {
      clients.get(random.nextInt(clients.size())).reconnect();
    } else {
      Thread.sleep(random.nextInt(8));
    }
  }

  private void append(int count) {
    List<RecordedEvent> events = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      events.add(TestEvents.random(log.size() + i, random));
    }
    store.accept(events);
    log.addAll(events);
    unpublished.addAll(events);
  }

  private void publish() {
    if (!unpublished.isEmpty()) {
      node.publish(List.copyOf(unpublished), 1, log.size());
      if (random.nextInt(10) == 0 && unpublished.size() < 3) {
        node.publish(List.of(), 1, log.size());
      }
      unpublished.clear();
    }
  }

  private List<Long> matching(EventFilter filter, long after, long through) {
    return log.subList((int) after, (int) Math.max(after, through)).stream()
        .filter(filter::matches)
        .map(RecordedEvent::version)
        .toList();
  }

  private final class Client {
    private final int number;
    private final EventFilter filter = TestEvents.randomFilter(random);
    private final List<Long> received = new ArrayList<>();
    private StartFrom start;
    private Cursor first;
    private RecordingOutlet outlet;
    private Subscription subscription;

    Client(int number) {
      this.number = number;
      this.start =
          switch (random.nextInt(3)) {
            case 0 -> new StartFrom.Now();
            case 1 -> new StartFrom.Beginning();
            default -> RunningHub.after(random.nextInt(log.size() + 1));
          };
      connect();
    }

    private void connect() {
      outlet = new RecordingOutlet();
      outlet.ready(random.nextBoolean());
      subscription = node.subscribe(outlet, filter, start);
    }

    void ready(boolean now) {
      outlet.ready(now);
      if (now) {
        subscription.pump();
      }
    }

    void reconnect() {
      subscription.close(CloseReason.CLIENT_GONE);
      // another thread may be pumping; it ends the subscription in our place
      quickly().until(() -> outlet.closed() != null);
      checkFrames();
      received.addAll(outlet.versions());
      if (outlet.lastId() != null) {
        rememberFirst();
        start = new StartFrom.After(outlet.lastId());
      }
      connect();
    }

    private void rememberFirst() {
      if (first == null) {
        first = outlet.control("resume").cursor();
      }
    }

    void checkAll() {
      quickly()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(outlet.lastId())
                      .as("client %d %s %s %s", number, subscription.state(), outlet, filter)
                      .isEqualTo(new Cursor(1, log.size())));
      rememberFirst();
      checkFrames();
      List<Long> all = new ArrayList<>(received);
      all.addAll(outlet.versions());
      assertThat(all)
          .as("client %d, %s, from %s, frames %s", number, filter, first, outlet.controls())
          .isEqualTo(matching(filter, first.version(), log.size()));
    }

    private void checkFrames() {
      assertThat(outlet.fault()).isNull();
      List<Frame> frames = outlet.frames();
      long last = 0;
      boolean catchingUp = false;
      for (int i = 0; i < frames.size(); i++) {
        Frame frame = frames.get(i);
        Cursor id = RecordingOutlet.idOf(frame);
        if (id != null) {
          assertThat(id.version())
              .as("ids never step back, %s", frame)
              .isGreaterThanOrEqualTo(last);
          last = id.version();
        }
        if (i == 0) {
          assertThat(frame).isInstanceOf(Greeting.class);
        } else if (frame instanceof ControlFrame control) {
          catchingUp = checkControl(control, catchingUp);
        }
      }
    }

    /** Answers whether a caught-up frame must follow. */
    private boolean checkControl(ControlFrame control, boolean catchingUp) {
      switch (control.name()) {
        case "resume" -> {
          boolean replaying = control.json().contains("\"outcome\":\"replaying\"");
          long head =
              Long.parseLong(control.json().replaceAll(".*\"head\":\"1\\.(\\d+)\".*", "$1"));
          long missed = Long.parseLong(control.json().replaceAll(".*\"missed\":(\\d+),.*", "$1"));
          assertThat(control.json()).doesNotContain("reset");
          assertThat(missed)
              .as("missed in %s", control)
              .isEqualTo(matching(filter, control.cursor().version(), head).size());
          assertThat(missed > 0).isEqualTo(replaying);
          return replaying;
        }
        case "caught-up" -> {
          assertThat(catchingUp).as("caught up without being behind").isTrue();
          return false;
        }
        default -> {
          assertThat(control.name()).isEqualTo("fell-behind");
          return true;
        }
      }
    }
  }
}

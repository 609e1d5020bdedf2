package dev.commitcast.benchmarks.access;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.notifications.access.Access;
import dev.commitcast.notifications.access.GrantLog;
import dev.commitcast.notifications.hub.CloseReason;
import dev.commitcast.notifications.hub.EncodedEvent;
import dev.commitcast.notifications.hub.EventStreamFormat;
import dev.commitcast.notifications.hub.Frame;
import dev.commitcast.notifications.hub.HubMetrics;
import dev.commitcast.notifications.hub.HubSettings;
import dev.commitcast.notifications.hub.Outlet;
import dev.commitcast.notifications.hub.Replay;
import dev.commitcast.notifications.hub.StartFrom;
import dev.commitcast.notifications.hub.SubscriptionHub;
import dev.commitcast.notifications.hub.SubscriptionRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** One hub with its subscribers, which prints each event for each of them as a stream does. */
final class Delivery implements AutoCloseable {
  private static final int BATCH = 100;

  /** One of so many events changes a membership. */
  private static final int MEMBERSHIPS = 100;

  private static final Random RANDOM = new Random(7);

  /** What subscribers are asked about. */
  enum Side {
    /** The filter alone; nobody is asked who it is. */
    WITHOUT("without grants, each names its room"),
    NAMED("with grants, each names its room"),
    ALL("with grants, each asks for all it may see");

    private final String title;

    Side(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  private final Crowd crowd;
  private final SubscriptionHub hub;
  private final Thread thread;
  private final ExecutorService readers = Executors.newCachedThreadPool();
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong greeted = new AtomicLong();
  private Cursor head;

  Delivery(Crowd crowd, Side side) throws InterruptedException {
    this.crowd = crowd;
    HubSettings settings = HubSettings.DEFAULT;
    this.hub =
        new SubscriptionHub(
            settings,
            new Replay(crowd.log(), readers, settings),
            HubMetrics.NONE,
            new Random(1),
            System::nanoTime,
            "benchmark",
            side == Side.WITHOUT ? GrantLog.SILENT : crowd.control());
    this.thread = new Thread(hub, "hub");
    thread.start();
    head = crowd.log().state().headCursor();
    hub.publish(List.of(), head);
    await(() -> hub.head() != null);
    for (int user = 0; user < crowd.users(); user++) {
      subscribe(user, side);
    }
    await(() -> greeted.get() == crowd.users());
  }

  private void subscribe(int user, Side side) {
    EventFilter filter =
        side == Side.ALL
            ? EventFilter.ALL
            : new EventFilter(Set.of(), Set.of(), Set.of(crowd.roomOf(user)), Set.of());
    Access access = side == Side.WITHOUT ? Access.SYSTEM : crowd.access(user);
    hub.subscribe(
            new SubscriptionRequest(filter, new StartFrom.Now(), false, access), new Printer())
        .pump();
  }

  /** Takes everything at once. */
  private final class Printer implements Outlet {
    private boolean begun;

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void send(List<Frame> frames) {
      long events = frames.stream().filter(EncodedEvent.class::isInstance).count();
      if (EventStreamFormat.print(frames, false).isEmpty()) {
        throw new IllegalStateException("Nothing was printed.");
      }
      delivered.addAndGet(events);
      if (!begun && frames.toString().contains("resume")) {
        begun = true;
        greeted.incrementAndGet();
      }
    }

    @Override
    public void close(CloseReason reason) {
      // nothing to close
    }
  }

  /** Delivers events, and answers how many deliveries there were in a second. */
  double run(int events) throws InterruptedException {
    List<List<RecordedEvent>> batches = batches(events);
    // a member of each channel, and nobody else, is there to receive an event
    long due = (long) events * crowd.users() / crowd.channels();
    long before = delivered.get();
    long began = System.nanoTime();
    for (List<RecordedEvent> batch : batches) {
      hub.publish(batch, head.at(batch.get(batch.size() - 1).version()));
    }
    await(() -> delivered.get() - before >= due);
    long took = System.nanoTime() - began;
    head = head.at(head.version() + events);
    return due * 1e9 / took;
  }

  private List<List<RecordedEvent>> batches(int events) {
    List<List<RecordedEvent>> batches = new ArrayList<>();
    List<RecordedEvent> batch = new ArrayList<>();
    for (int i = 1; i <= events; i++) {
      batch.add(event(head.version() + i));
      if (batch.size() == BATCH || i == events) {
        batches.add(List.copyOf(batch));
        batch.clear();
      }
    }
    return batches;
  }

  private RecordedEvent event(long version) {
    int channel = RANDOM.nextInt(crowd.channels());
    // of somebody who does not listen, so that there are as many deliveries on each side
    boolean member = RANDOM.nextInt(MEMBERSHIPS) == 0;
    String data =
        member
            ? "{\"operation\": \"INSERT\", \"record\": {\"user_id\": \""
                + Crowd.user(crowd.users() + channel)
                + "\", \"channel_id\": \""
                + Crowd.channel(channel)
                + "\"}}"
            : "{\"operation\": \"INSERT\", \"record\": {\"id\": \""
                + version
                + "\", \"channel_id\": \""
                + Crowd.channel(channel)
                + "\", \"content\": \""
                + "x".repeat(120)
                + "\"}}";
    return new RecordedEvent(
        version,
        "01JZEVENT" + version,
        (member ? "channel_members:" : "messages:") + version,
        OptionalLong.empty(),
        member ? "channel_member_change" : "message_change",
        Crowd.room(channel),
        data,
        null,
        Instant.EPOCH,
        Long.toString(version),
        true,
        true,
        data.length());
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(Condition condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (!condition.holds()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("The hub has not delivered everything within two minutes.");
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  @Override
  public void close() throws InterruptedException {
    hub.stop();
    thread.join();
    readers.shutdownNow();
  }
}

package dev.commitcast.notifications.hub;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.notifications.access.GrantLog;
import dev.commitcast.persistence.log.EventLog;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A hub on a thread of its own, ended with the test. */
final class RunningHub implements AutoCloseable {
  final SubscriptionHub hub;
  final CountingMetrics metrics = new CountingMetrics();
  final Replay replay;
  private final ExecutorService readers = Executors.newCachedThreadPool();
  private final Thread thread;

  RunningHub(HubSettings settings, EventLog log) {
    this(settings, log, null);
  }

  /** With a clock that stands still until the test moves it. */
  RunningHub(HubSettings settings, EventLog log, AtomicLong time) {
    this(settings, log, time, GrantLog.SILENT);
  }

  /** With grants that the log changes. */
  RunningHub(HubSettings settings, EventLog log, AtomicLong time, GrantLog grants) {
    LongSupplier nanoTime = time == null ? System::nanoTime : time::get;
    this.replay = new Replay(log, readers, settings);
    this.hub =
        new SubscriptionHub(settings, replay, metrics, new Random(1), nanoTime, "node", grants);
    this.thread = new Thread(hub, "hub-under-test");
    thread.start();
  }

  static Settings settings() {
    return new Settings();
  }

  void publish(List<RecordedEvent> events) {
    publish(events, 1, events.get(events.size() - 1).version());
  }

  void publish(List<RecordedEvent> events, int epoch, long head) {
    try {
      hub.publish(events, new Cursor(epoch, head));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  Subscription subscribe(RecordingOutlet outlet, StartFrom start) {
    return subscribe(outlet, EventFilter.ALL, start);
  }

  Subscription subscribe(RecordingOutlet outlet, EventFilter filter, StartFrom start) {
    Subscription subscription =
        hub.subscribe(new SubscriptionRequest(filter, start, false), outlet);
    subscription.pump();
    return subscription;
  }

  static StartFrom after(long version) {
    return new StartFrom.After(new Cursor(1, version));
  }

  /** Stops it and waits for its thread; answers whether that ended in time. */
  boolean stop() throws InterruptedException {
    hub.stop();
    thread.join(5_000);
    return !thread.isAlive();
  }

  void interrupt() {
    thread.interrupt();
  }

  @Override
  public void close() throws InterruptedException {
    stop();
    readers.shutdownNow();
  }

  /** Settings with a little of everything, changed one by one. */
  static final class Settings {
    private int outboxBytes = HubSettings.DEFAULT.outboxBytes();
    private int outboxEvents = HubSettings.DEFAULT.outboxEvents();
    private long ringBytes = HubSettings.DEFAULT.ringBytes();
    private Duration heartbeat = Duration.ofSeconds(15);
    private int maxSubscriptions = 1_000;
    private int readers = 2;
    private long replayBytes = 1L << 20;

    Settings outbox(int bytes, int events) {
      outboxBytes = bytes;
      outboxEvents = events;
      return this;
    }

    Settings ring(long bytes) {
      ringBytes = bytes;
      return this;
    }

    Settings heartbeat(Duration every) {
      heartbeat = every;
      return this;
    }

    Settings maxSubscriptions(int most) {
      maxSubscriptions = most;
      return this;
    }

    Settings readers(int most) {
      readers = most;
      return this;
    }

    Settings replayBytes(long most) {
      replayBytes = most;
      return this;
    }

    HubSettings build() {
      return new HubSettings(
          outboxBytes,
          outboxEvents,
          ringBytes,
          heartbeat,
          Duration.ofSeconds(30),
          maxSubscriptions,
          readers,
          replayBytes,
          Duration.ofSeconds(2),
          Duration.ofSeconds(5));
    }
  }

  /** Counts what the hub tells. */
  static final class CountingMetrics implements HubMetrics {
    final AtomicLong opened = new AtomicLong();
    final AtomicLong closed = new AtomicLong();
    final AtomicLong fellBehind = new AtomicLong();
    final AtomicLong policyFailures = new AtomicLong();

    @Override
    public void policyFailed() {
      policyFailures.incrementAndGet();
    }

    @Override
    public void subscribed() {
      opened.incrementAndGet();
    }

    @Override
    public void closed(CloseReason reason) {
      closed.incrementAndGet();
    }

    @Override
    public void fellBehind() {
      fellBehind.incrementAndGet();
    }
  }
}

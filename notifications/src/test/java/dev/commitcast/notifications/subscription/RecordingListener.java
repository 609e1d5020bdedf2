package dev.commitcast.notifications.subscription;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what it is told. Thread-safe. */
final class RecordingListener implements SubscriptionListener {
  /** What to do with an event before it is kept. */
  interface Before {
    void event(RecordedEvent event) throws Exception;
  }

  final AtomicInteger caughtUp = new AtomicInteger();
  final AtomicInteger fellBehind = new AtomicInteger();
  private final List<RecordedEvent> events = new ArrayList<>();
  private final Before before;
  private DropReason dropped;
  private Throwable cause;

  RecordingListener() {
    this(event -> {});
  }

  RecordingListener(Before before) {
    this.before = before;
  }

  @Override
  public void onEvent(RecordedEvent event, Cursor cursor) throws Exception {
    before.event(event);
    synchronized (this) {
      events.add(event);
    }
  }

  @Override
  public void onCaughtUp(Cursor head) {
    caughtUp.incrementAndGet();
  }

  @Override
  public void onFellBehind() {
    fellBehind.incrementAndGet();
  }

  @Override
  public synchronized void onDropped(DropReason reason, Throwable why) {
    dropped = reason;
    cause = why;
  }

  synchronized List<Long> versions() {
    return events.stream().map(RecordedEvent::version).toList();
  }

  synchronized List<String> types() {
    return events.stream().map(RecordedEvent::type).toList();
  }

  synchronized List<Long> streamVersions() {
    return events.stream().map(event -> event.streamVersion().orElse(0)).toList();
  }

  synchronized DropReason dropped() {
    return dropped;
  }

  synchronized Throwable cause() {
    return cause;
  }
}

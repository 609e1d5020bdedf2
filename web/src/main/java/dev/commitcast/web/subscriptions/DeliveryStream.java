package dev.commitcast.web.subscriptions;

import dev.commitcast.notifications.consumer.Consumption;
import dev.commitcast.notifications.consumer.Delivery;
import dev.commitcast.notifications.consumer.DeliverySink;
import dev.commitcast.web.events.FrameResponse;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Carries deliveries over an asynchronous servlet response. What waits is bounded by the windows of
 * the partitions, and by its size: a client that reads slowly is asked again when half of it has
 * left. Thread-safe.
 */
final class DeliveryStream implements DeliverySink, FrameResponse.Owner {
  /** So often, because a client that has gone is noticed by a write, and its partitions wait. */
  private static final long SILENCE = TimeUnit.MILLISECONDS.toNanos(900);

  private static final int ROOM_BYTES = 1024 * 1024;

  private final FrameResponse response;
  private final boolean metadata;
  private final Duration retry;

  // guarded by this
  private Consumption consumption;
  private boolean refused;
  private boolean gone;

  DeliveryStream(
      AsyncContext context,
      ServletOutputStream output,
      boolean metadata,
      Duration retry,
      Executor executor) {
    this.response = new FrameResponse(context, output, executor, this);
    this.metadata = metadata;
    this.retry = retry;
  }

  /** Begins to write; the caller must be done with the request. */
  void start(Consumption owner, int window) {
    boolean late;
    synchronized (this) {
      consumption = owner;
      late = gone;
    }
    if (late) {
      owner.close();
    }
    response.start(DeliveryFormat.greeting(owner.consumer(), window, retry));
  }

  @Override
  public void deliver(Delivery delivery) {
    response.add(DeliveryFormat.of(delivery, metadata));
  }

  @Override
  public synchronized boolean hasRoom() {
    boolean room = response.waitingBytes() < ROOM_BYTES;
    refused |= !room;
    return room;
  }

  @Override
  public void tick() {
    response.keepAlive(SILENCE, DeliveryFormat.heartbeat());
  }

  @Override
  public void ended() {
    response.end(DeliveryFormat.drain(retry));
  }

  /** Those who found no room come again. */
  @Override
  public void written() {
    Consumption owner = null;
    synchronized (this) {
      if (refused && response.waitingBytes() <= ROOM_BYTES / 2) {
        refused = false;
        owner = consumption;
      }
    }
    if (owner != null) {
      owner.ready();
    }
  }

  /** The client has gone: its partitions are free at once. */
  @Override
  public void left() {
    Consumption owner;
    synchronized (this) {
      gone = true;
      owner = consumption;
    }
    if (owner != null) {
      owner.close();
    }
  }
}

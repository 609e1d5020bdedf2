package dev.commitcast.web.subscriptions;

import dev.commitcast.notifications.consumer.Consumption;
import dev.commitcast.notifications.consumer.Delivery;
import dev.commitcast.notifications.consumer.DeliverySink;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Carries deliveries over an asynchronous servlet response. What waits is bounded by the windows of
 * the partitions; what waits together leaves in one write. Writes are synchronous and run on the
 * executor, one at a time, as those of all live streams do. Thread-safe.
 */
final class DeliveryStream implements DeliverySink, AsyncListener {
  /** So often, because a client that has gone is noticed by a write, and its partitions wait. */
  private static final long SILENCE = TimeUnit.MILLISECONDS.toNanos(900);

  private static final int WRITE_BYTES = 64 * 1024;
  private static final int ROOM_BYTES = 1024 * 1024;

  private final AsyncContext context;
  private final ServletOutputStream output;
  private final boolean metadata;
  private final Duration retry;
  private final Executor executor;

  // guarded by this
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private Consumption consumption;
  private long waitingBytes;
  private boolean refused;
  private boolean writing;
  private boolean started;
  private boolean ended;
  private boolean gone;
  private boolean completed;
  private long lastWritten = System.nanoTime();
  // only touched by the one who writes
  private boolean begun;

  DeliveryStream(
      AsyncContext context,
      ServletOutputStream output,
      boolean metadata,
      Duration retry,
      Executor executor) {
    this.context = context;
    this.output = output;
    this.metadata = metadata;
    this.retry = retry;
    this.executor = executor;
  }

  /** Begins to write; the caller must be done with the request. */
  void start(Consumption owner, int window) {
    context.addListener(this);
    boolean late;
    synchronized (this) {
      consumption = owner;
      started = true;
      byte[] greeting = DeliveryFormat.greeting(owner.consumer(), window, retry);
      waiting.addFirst(greeting);
      waitingBytes += greeting.length;
      late = gone;
    }
    if (late) {
      owner.close();
    }
    write();
  }

  @Override
  public void deliver(Delivery delivery) {
    enqueue(DeliveryFormat.of(delivery, metadata));
  }

  @Override
  public synchronized boolean hasRoom() {
    boolean room = waitingBytes < ROOM_BYTES;
    refused |= !room;
    return room;
  }

  @Override
  public void tick() {
    synchronized (this) {
      if (!waiting.isEmpty() || writing || System.nanoTime() - lastWritten < SILENCE) {
        return;
      }
    }
    enqueue(DeliveryFormat.heartbeat());
  }

  @Override
  public void ended() {
    synchronized (this) {
      // at once with its last frame: a writer that finishes between the two would end without it
      ended = true;
      add(DeliveryFormat.drain(retry));
    }
    write();
  }

  private void enqueue(byte[] frame) {
    add(frame);
    write();
  }

  private synchronized void add(byte[] frame) {
    if (!gone) {
      waiting.addLast(frame);
      waitingBytes += frame.length;
    }
  }

  private void write() {
    synchronized (this) {
      if (!started || writing || completed) {
        return;
      }
      if (gone || (waiting.isEmpty() && ended)) {
        completed = true;
        executor.execute(this::complete);
        return;
      }
      if (waiting.isEmpty()) {
        return;
      }
      writing = true;
    }
    executor.execute(this::writeOut);
  }

  private void writeOut() {
    try {
      if (!begun) {
        begun = true;
        // Open Liberty ignores the first flush of a response
        output.flush();
      }
      for (byte[] next = next(); next != null; next = next()) {
        output.write(next);
        output.flush();
        askForMore();
      }
    } catch (IOException | RuntimeException e) {
      // whatever the container says, this client cannot be written to any more
      leave();
    } finally {
      synchronized (this) {
        writing = false;
        lastWritten = System.nanoTime();
      }
      write();
    }
  }

  /** Those who found no room come again. */
  private void askForMore() {
    Consumption owner = null;
    synchronized (this) {
      if (refused && waitingBytes <= ROOM_BYTES / 2) {
        refused = false;
        owner = consumption;
      }
    }
    if (owner != null) {
      owner.ready();
    }
  }

  /** What waits, as much as goes into one write; null if nothing does. */
  private synchronized byte[] next() {
    if (waiting.isEmpty() || gone) {
      return null;
    }
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    do {
      byte[] frame = waiting.removeFirst();
      waitingBytes -= frame.length;
      joined.writeBytes(frame);
    } while (!waiting.isEmpty() && joined.size() + waiting.getFirst().length <= WRITE_BYTES);
    return joined.toByteArray();
  }

  private void complete() {
    try {
      context.complete();
    } catch (IllegalStateException ignored) {
      // the container has ended the request already, because its client has gone
    }
  }

  /** The client has gone: its partitions are free at once. */
  private void leave() {
    Consumption owner;
    synchronized (this) {
      gone = true;
      waiting.clear();
      waitingBytes = 0;
      owner = consumption;
    }
    if (owner != null) {
      owner.close();
    }
    write();
  }

  @Override
  public void onError(AsyncEvent event) {
    leave();
  }

  @Override
  public void onComplete(AsyncEvent event) {
    leave();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    leave();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // nobody starts this request anew
  }
}

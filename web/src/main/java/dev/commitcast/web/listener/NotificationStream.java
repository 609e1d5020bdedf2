package dev.commitcast.web.listener;

import dev.commitcast.notifications.channel.Gap;
import dev.commitcast.notifications.channel.Notification;
import dev.commitcast.notifications.channel.NotificationHandler;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Carries notifications over an asynchronous servlet response. What waits is bounded: a client that
 * is too slow loses all of it and gets a gap instead. Writes are synchronous and run on the
 * executor, one at a time, as those of all live streams do. Thread-safe.
 */
final class NotificationStream implements NotificationHandler, AsyncListener {
  static final int MOST_WAITING = 256 * 1024;

  private static final int WRITE_BYTES = 64 * 1024;

  private final AsyncContext context;
  private final ServletOutputStream output;
  private final Executor executor;
  private final Consumer<NotificationStream> onEnd;

  // guarded by this
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private int waitingBytes;
  private boolean writing;
  private boolean started;
  private boolean ended;
  private boolean completed;
  private long lastWritten = System.nanoTime();
  // only touched by the one who writes
  private boolean begun;

  /**
   * @param onEnd told once or more that nothing is wanted any more
   */
  NotificationStream(
      AsyncContext context,
      ServletOutputStream output,
      Executor executor,
      Consumer<NotificationStream> onEnd) {
    this.context = context;
    this.output = output;
    this.executor = executor;
    this.onEnd = onEnd;
  }

  /** Begins to write; the caller must be done with the request. */
  void start(Duration retry) {
    context.addListener(this);
    synchronized (this) {
      started = true;
      byte[] greeting = NotificationFormat.greeting(retry);
      waiting.addFirst(greeting);
      waitingBytes += greeting.length;
    }
    write();
  }

  @Override
  public void onNotification(Notification notification) {
    enqueue(NotificationFormat.notification(notification.channel(), notification.payload()));
  }

  @Override
  public void onGap(Gap gap) {
    enqueue(NotificationFormat.gap(gap.name().toLowerCase(Locale.ROOT)));
  }

  /** A comment, if nothing was written for so long. */
  void tick(long silenceNanos) {
    synchronized (this) {
      if (!waiting.isEmpty() || writing || System.nanoTime() - lastWritten < silenceNanos) {
        return;
      }
    }
    enqueue(NotificationFormat.heartbeat());
  }

  /** Ends the response behind what waits, and a last frame. */
  void end() {
    synchronized (this) {
      if (!ended) {
        add(NotificationFormat.drain());
        ended = true;
      }
    }
    write();
  }

  private void enqueue(byte[] frame) {
    add(frame);
    write();
  }

  private synchronized void add(byte[] frame) {
    if (ended) {
      return;
    }
    if (waitingBytes + frame.length > MOST_WAITING) {
      waiting.clear();
      byte[] gap = NotificationFormat.gap("overflow");
      waiting.add(gap);
      waitingBytes = gap.length;
    }
    waiting.addLast(frame);
    waitingBytes += frame.length;
  }

  private void write() {
    synchronized (this) {
      if (!started || writing || completed) {
        return;
      }
      if (waiting.isEmpty() && !ended) {
        return;
      }
      if (waiting.isEmpty()) {
        completed = true;
        executor.execute(this::complete);
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

  /** What waits, as much as goes into one write; null if nothing does. */
  private synchronized byte[] next() {
    if (waiting.isEmpty()) {
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
    onEnd.accept(this);
    try {
      context.complete();
    } catch (IllegalStateException ignored) {
      // the container has ended the request already, because its client has gone
    }
  }

  private void leave() {
    synchronized (this) {
      ended = true;
      waiting.clear();
      waitingBytes = 0;
    }
    onEnd.accept(this);
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

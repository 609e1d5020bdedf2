package dev.commitcast.notifications.subscription;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.notifications.hub.CloseReason;
import dev.commitcast.notifications.hub.ControlFrame;
import dev.commitcast.notifications.hub.EncodedEvent;
import dev.commitcast.notifications.hub.Frame;
import dev.commitcast.notifications.hub.Heartbeat;
import dev.commitcast.notifications.hub.HubUnavailableException;
import dev.commitcast.notifications.hub.StartFrom;
import dev.commitcast.notifications.hub.SubscriptionHub;
import dev.commitcast.notifications.hub.SubscriptionRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Calls a listener for the frames of its queue. What follows a lost history (the hub ends all its
 * subscribers then) is asked for from the last cursor, and the hub says whether that can be had.
 *
 * <p>Thread-safe; all that touches the listener happens in {@link #work}, which is serial.
 */
final class ListeningSubscription implements CatchUpSubscription {
  private static final Logger LOG = System.getLogger(ListeningSubscription.class.getName());
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** After so many frames others get the thread. */
  private static final int FRAMES_AT_A_TIME = 256;

  private final String name;
  private final SubscriptionHub hub;
  private final HandlerThreads threads;
  private final SubscriptionMetrics metrics;
  private final CatchUpRequest request;
  private final SubscriptionListener listener;
  private final Consumer<ListeningSubscription> whenEnded;
  private final Serial serial;

  private volatile Cursor position;
  private volatile boolean closed;
  private volatile boolean stopping;

  // only touched in work
  private FrameQueue queue;
  private StartFrom start;
  private boolean ended;

  ListeningSubscription(
      String name,
      SubscriptionHub hub,
      HandlerThreads threads,
      SubscriptionMetrics metrics,
      CatchUpRequest request,
      SubscriptionListener listener,
      Consumer<ListeningSubscription> whenEnded) {
    this.name = name;
    this.hub = hub;
    this.threads = threads;
    this.metrics = metrics;
    this.request = request;
    this.listener = listener;
    this.whenEnded = whenEnded;
    this.serial = new Serial(threads, this::work);
  }

  void start() {
    serial.wake();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean isActive() {
    return !closed && !stopping;
  }

  @Override
  public Cursor position() {
    return position;
  }

  @Override
  public void close() {
    closed = true;
    serial.wake();
  }

  /** The server stops. */
  void stop() {
    stopping = true;
    serial.wake();
  }

  private void work() {
    if (ended) {
      return;
    }
    if (closed) {
      end(null, null);
    } else if (stopping) {
      end(DropReason.SERVER_STOPPING, null);
    } else if (queue == null) {
      open();
    } else {
      deliver();
    }
  }

  private void open() {
    FrameQueue opened = new FrameQueue(request.maxFrames(), request.maxBytes(), serial::wake);
    try {
      // asks the hub first: whether it can be reached must be known before the log is asked
      hub.requireOpen();
      if (start == null) {
        start = request.start().get();
      }
      queue = opened;
      opened.start(hub.subscribe(new SubscriptionRequest(request.filter(), start, false), opened));
    } catch (HubUnavailableException e) {
      queue = null;
      threads.after(RETRY_NANOS, serial::wake);
    } catch (RuntimeException e) {
      queue = null;
      LOG.log(Level.WARNING, "The subscription " + name + " cannot begin; again soon.", e);
      threads.after(RETRY_NANOS, serial::wake);
    }
  }

  private void deliver() {
    for (int i = 0; i < FRAMES_AT_A_TIME; i++) {
      if (closed || stopping) {
        serial.wake();
        return;
      }
      Frame frame = queue.poll();
      if (frame == null) {
        noteEnd();
        return;
      }
      if (!take(frame)) {
        return;
      }
    }
    serial.wake();
  }

  /** The hub has ended it: by stopping, or because the log's history has changed. */
  private void noteEnd() {
    CloseReason reason = queue.closed();
    if (reason == null || queue.peek() != null) {
      return;
    }
    if (reason == CloseReason.DRAINED) {
      end(DropReason.SERVER_STOPPING, null);
      return;
    }
    queue = null;
    if (position != null) {
      start = new StartFrom.After(position);
    }
    threads.after(RETRY_NANOS, serial::wake);
  }

  /** Answers whether it goes on. */
  private boolean take(Frame frame) {
    try {
      if (frame instanceof EncodedEvent event) {
        take(event);
      } else if (frame instanceof ControlFrame control) {
        if (control.isReset()) {
          end(DropReason.CURSOR_LOST, null);
          return false;
        }
        take(control);
      } else if (frame instanceof Heartbeat heartbeat && heartbeat.cursor() != null) {
        position = heartbeat.cursor();
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end(DropReason.SERVER_STOPPING, e);
      return false;
    } catch (Exception | Error e) {
      metrics.handlerFailed();
      LOG.log(Level.ERROR, "The handler of the subscription " + name + " failed; it ends.", e);
      end(DropReason.HANDLER_FAILED, e);
      return false;
    }
  }

  private void take(EncodedEvent encoded) throws Exception {
    RecordedEvent event = encoded.event();
    Cursor cursor = new Cursor(encoded.epoch(), encoded.version());
    if (isNew(cursor) && request.wanted().test(event)) {
      listener.onEvent(event, cursor);
      metrics.handled(1);
    }
    position = cursor;
  }

  /** Whether a hub that began anew gives what was given before. */
  private boolean isNew(Cursor cursor) {
    Cursor seen = position;
    return seen == null || cursor.version() > seen.version() || cursor.epoch() != seen.epoch();
  }

  private void take(ControlFrame control) {
    if (control.cursor() != null) {
      position = control.cursor();
    }
    if (control.isCaughtUp()) {
      listener.onCaughtUp(control.cursor());
    } else if (control.isFellBehind()) {
      listener.onFellBehind();
    }
  }

  private void end(DropReason reason, Throwable cause) {
    ended = true;
    closed = true;
    if (queue != null) {
      queue.abandon();
    }
    whenEnded.accept(this);
    if (reason == null) {
      return;
    }
    try {
      listener.onDropped(reason, cause);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "The listener of " + name + " failed when it was told of its end.", e);
    }
  }
}

package dev.commitcast.notifications.hub;

import dev.commitcast.domain.event.Cursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Remembers what it is sent, can be made slow or broken, and notices a second thread. */
final class RecordingOutlet implements Outlet {
  private final AtomicBoolean busy = new AtomicBoolean();
  private final List<Frame> frames = new ArrayList<>();
  private volatile CloseReason closed;
  private volatile String fault;
  private volatile boolean ready = true;
  private volatile boolean broken;
  private final boolean oneAtATime;

  RecordingOutlet() {
    this(false);
  }

  /** Gets unready by itself after each send, until {@link #ready} says otherwise. */
  RecordingOutlet(boolean oneAtATime) {
    this.oneAtATime = oneAtATime;
  }

  @Override
  public boolean isReady() {
    return ready;
  }

  @Override
  public void send(List<Frame> sent) throws IOException {
    if (!busy.compareAndSet(false, true)) {
      fault = "two threads at once";
    }
    if (closed != null) {
      fault = "sent after the end";
    }
    try {
      if (broken) {
        throw new IOException("broken pipe");
      }
      synchronized (this) {
        frames.addAll(sent);
      }
      if (oneAtATime) {
        ready = false;
      }
    } finally {
      busy.set(false);
    }
  }

  @Override
  public void close(CloseReason reason) {
    if (closed != null) {
      fault = "closed twice";
    }
    closed = reason;
  }

  void ready(boolean now) {
    ready = now;
  }

  void breakNow() {
    broken = true;
  }

  CloseReason closed() {
    return closed;
  }

  String fault() {
    return fault;
  }

  synchronized List<Frame> frames() {
    return List.copyOf(frames);
  }

  List<Long> versions() {
    return frames().stream()
        .filter(EncodedEvent.class::isInstance)
        .map(frame -> ((EncodedEvent) frame).version())
        .toList();
  }

  List<String> controls() {
    return frames().stream()
        .filter(ControlFrame.class::isInstance)
        .map(frame -> ((ControlFrame) frame).name())
        .toList();
  }

  ControlFrame control(String name) {
    return frames().stream()
        .filter(ControlFrame.class::isInstance)
        .map(ControlFrame.class::cast)
        .filter(frame -> frame.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  @Override
  public String toString() {
    List<Frame> all = frames();
    return (ready ? "ready" : "not ready")
        + (closed == null ? "" : ", closed " + closed)
        + (broken ? ", broken" : "")
        + ", last of "
        + all.size()
        + " frames "
        + all.subList(Math.max(0, all.size() - 5), all.size());
  }

  /** What a browser would send as Last-Event-ID, null if it has got no id. */
  Cursor lastId() {
    Cursor last = null;
    for (Frame frame : frames()) {
      Cursor id = idOf(frame);
      last = id == null ? last : id;
    }
    return last;
  }

  static Cursor idOf(Frame frame) {
    if (frame instanceof EncodedEvent event) {
      return new Cursor(event.epoch(), event.version());
    }
    if (frame instanceof ControlFrame control) {
      return control.cursor();
    }
    return frame instanceof Heartbeat heartbeat ? heartbeat.cursor() : null;
  }
}

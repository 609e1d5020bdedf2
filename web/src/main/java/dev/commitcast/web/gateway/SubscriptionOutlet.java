package dev.commitcast.web.gateway;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.notifications.hub.CloseReason;
import dev.commitcast.notifications.hub.ControlFrame;
import dev.commitcast.notifications.hub.EncodedEvent;
import dev.commitcast.notifications.hub.Frame;
import dev.commitcast.notifications.hub.Heartbeat;
import dev.commitcast.notifications.hub.Outlet;
import dev.commitcast.notifications.hub.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** One subscription's way into its socket's buffer. Thread-safe. */
final class SubscriptionOutlet implements Outlet, SocketWriter.Source {
  private final ClientMessage.Subscribe wish;
  private final SocketWriter writer;
  private final BiConsumer<SubscriptionOutlet, CloseReason> onEnd;
  private volatile Subscription subscription;

  // only touched while the hub pumps
  private long seen;
  private Cursor told;

  // guarded by this
  private boolean silent;

  /**
   * @param onEnd told when the hub has ended the subscription
   */
  SubscriptionOutlet(
      ClientMessage.Subscribe wish,
      SocketWriter writer,
      BiConsumer<SubscriptionOutlet, CloseReason> onEnd) {
    this.wish = Objects.requireNonNull(wish, "There is no wish.");
    this.writer = Objects.requireNonNull(writer, "An outlet needs a writer.");
    this.onEnd = Objects.requireNonNull(onEnd, "Somebody is told of the end.");
  }

  ClientMessage.Subscribe wish() {
    return wish;
  }

  void start(Subscription owner) {
    subscription = owner;
    owner.pump();
  }

  /** Nothing is written for it behind the message that this adds. */
  void silence(String lastWord) {
    synchronized (this) {
      silent = true;
      writer.reply(lastWord);
    }
    end(CloseReason.DONE);
  }

  void end(CloseReason reason) {
    Subscription owner = subscription;
    if (owner != null) {
      owner.close(reason);
    }
  }

  @Override
  public void yourTurn() {
    subscription.pump();
  }

  @Override
  public boolean isReady() {
    return subscription != null && writer.mayAdd(this);
  }

  @Override
  public boolean hasProgressed() {
    long now = writer.sent();
    boolean progressed = now != seen;
    seen = now;
    return progressed;
  }

  @Override
  public void send(List<Frame> frames) {
    List<SocketWriter.Message> batch = new ArrayList<>(frames.size());
    for (Frame frame : frames) {
      Supplier<String> text = printed(frame);
      if (text != null) {
        batch.add(new SocketWriter.Message(text, frame.size()));
      }
    }
    synchronized (this) {
      if (!silent) {
        writer.add(this, batch);
      }
    }
  }

  /** Null for what a socket does not say: its own pings are its signs of life. */
  private Supplier<String> printed(Frame frame) {
    if (frame instanceof EncodedEvent event) {
      return () -> ServerMessage.event(wish.id(), event, wish.metadata());
    }
    if (frame instanceof ControlFrame control) {
      // the socket drains as a whole
      return control.name().equals("drain")
          ? null
          : () -> ServerMessage.control(wish.id(), wish.channel(), control);
    }
    if (frame instanceof Heartbeat heartbeat
        && heartbeat.cursor() != null
        && !heartbeat.cursor().equals(told)) {
      told = heartbeat.cursor();
      return () -> ServerMessage.cursor(wish.id(), heartbeat.cursor());
    }
    return null;
  }

  @Override
  public void close(CloseReason reason) {
    writer.forget(this);
    onEnd.accept(this, reason);
  }
}

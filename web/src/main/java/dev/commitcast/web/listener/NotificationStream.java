package dev.commitcast.web.listener;

import dev.commitcast.notifications.channel.Gap;
import dev.commitcast.notifications.channel.Notification;
import dev.commitcast.notifications.channel.NotificationHandler;
import dev.commitcast.web.events.FrameResponse;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Carries notifications over an asynchronous servlet response. What waits is bounded: a client that
 * is too slow loses all of it and gets a gap instead. Thread-safe.
 */
final class NotificationStream implements NotificationHandler, FrameResponse.Owner {
  static final int MOST_WAITING = 256 * 1024;

  private final FrameResponse response;
  private final Consumer<NotificationStream> onEnd;

  /**
   * @param onEnd told once or more that nothing is wanted any more
   */
  NotificationStream(
      AsyncContext context,
      ServletOutputStream output,
      Executor executor,
      Consumer<NotificationStream> onEnd) {
    this.response = new FrameResponse(context, output, executor, this);
    this.onEnd = onEnd;
  }

  /** Begins to write; the caller must be done with the request. */
  void start(Duration retry) {
    response.start(NotificationFormat.greeting(retry));
  }

  @Override
  public void onNotification(Notification notification) {
    send(NotificationFormat.notification(notification.channel(), notification.payload()));
  }

  @Override
  public void onGap(Gap gap) {
    send(NotificationFormat.gap(gap.name().toLowerCase(Locale.ROOT)));
  }

  private void send(byte[] frame) {
    response.add(frame, MOST_WAITING, NotificationFormat.gap("overflow"));
  }

  /** A comment, if nothing was written for so long. */
  void tick(long silenceNanos) {
    response.keepAlive(silenceNanos, NotificationFormat.heartbeat());
  }

  /** Ends the response behind what waits, and a last frame. */
  void end() {
    response.end(NotificationFormat.drain());
  }

  @Override
  public void left() {
    onEnd.accept(this);
  }
}

package dev.commitcast.server.leak;

import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Takes the lines of one event stream apart, and writes them into its session. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is counted where it is noticed
final class StreamReading implements Flow.Subscriber<String> {
  private static final int SIP = 64;

  private final Session session;
  private final long after;
  private final Known known;
  private final ScheduledExecutorService timer;
  private final Runnable onEnd;
  private final boolean sleepy;
  private volatile Flow.Subscription lines;
  private volatile boolean hurried;
  private int taken;
  private String id;
  private String type;
  private String data;

  /**
   * @param after where it asked to begin; negative for now
   * @param sleepy whether it takes little at a time
   */
  StreamReading(
      Session session,
      long after,
      boolean sleepy,
      Known known,
      ScheduledExecutorService timer,
      Runnable onEnd) {
    this.session = session;
    this.after = after;
    this.sleepy = sleepy;
    this.known = known;
    this.timer = timer;
    this.onEnd = onEnd;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    lines = subscription;
    // whoever was told to hurry before this asked nobody for more
    subscription.request(sleepy && !hurried ? SIP : Long.MAX_VALUE);
  }

  @Override
  public void onNext(String line) {
    if (session.isEnded()) {
      // this client has hung up, and a line was on its way
      return;
    }
    if (line.isEmpty()) {
      frame();
      id = null;
      type = null;
      data = null;
    } else if (line.startsWith("id: ")) {
      id = line.substring(4);
    } else if (line.startsWith("event: ")) {
      type = line.substring(7);
    } else if (line.startsWith("data: ")) {
      data = line.substring(6);
    }
    if (sleepy && !hurried && ++taken % SIP == 0) {
      Future<?> unused = timer.schedule(() -> lines.request(SIP), 150, TimeUnit.MILLISECONDS);
    }
  }

  private void frame() {
    if (data == null) {
      if (id != null && session.hasBegun()) {
        session.moveTo(Texts.version(id));
      }
      return;
    }
    switch (type) {
      case "resume" -> session.begin(after, data);
      case "revoked" -> session.revoked(data);
      case "caught-up" -> session.moveTo(Texts.version(id));
      case "fell-behind" -> known.figures().count("fell behind");
      case "drain" -> session.fault("The node stops.");
      default -> {
        session.event(Texts.version(id), data);
        known.saw(session.badge, Texts.version(id), data);
      }
    }
  }

  /** From now on it takes all there is. */
  void hurry() {
    hurried = true;
    Flow.Subscription all = lines;
    if (all != null) {
      all.request(Long.MAX_VALUE);
    }
  }

  /** Goes away without a word. */
  void hangUp() {
    session.end("hung up");
    Flow.Subscription all = lines;
    if (all != null) {
      all.cancel();
    }
    onEnd.run();
  }

  @Override
  public void onError(Throwable failure) {
    ended("broken: " + failure);
  }

  @Override
  public void onComplete() {
    ended("ended by the server");
  }

  private void ended(String reason) {
    if (!session.isEnded()) {
      session.end(reason);
      onEnd.run();
    }
  }
}

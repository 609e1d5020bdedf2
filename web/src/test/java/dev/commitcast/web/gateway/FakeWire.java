package dev.commitcast.web.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A client that takes a message when the test lets it. Fails if two are on their way at once. */
final class FakeWire implements Wire {
  final List<String> sent = new ArrayList<>();
  final List<String> ends = new ArrayList<>();
  private final boolean eager;
  private Consumer<Throwable> onItsWay;
  int pings;

  /**
   * @param eager whether it takes everything at once
   */
  FakeWire(boolean eager) {
    this.eager = eager;
  }

  @Override
  public void send(String text, Consumer<Throwable> done) {
    if (onItsWay != null) {
      throw new AssertionError("Two messages are on their way at once: " + text);
    }
    sent.add(text);
    if (eager) {
      done.accept(null);
    } else {
      onItsWay = done;
    }
  }

  boolean isWaiting() {
    return onItsWay != null;
  }

  void take() {
    finish(null);
  }

  void fail(Throwable failure) {
    finish(failure);
  }

  private void finish(Throwable failure) {
    Consumer<Throwable> done = onItsWay;
    onItsWay = null;
    done.accept(failure);
  }

  @Override
  public void ping() {
    pings++;
  }

  @Override
  public void close(CloseCode code, String reason) {
    ends.add(code + " " + reason);
  }
}

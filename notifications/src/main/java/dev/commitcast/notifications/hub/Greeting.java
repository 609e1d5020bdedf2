package dev.commitcast.notifications.hub;

import java.time.Duration;

/**
 * The very first frame, sent before the log has been asked anything, so that proxies open the
 * stream.
 *
 * @param retry how long this client should wait before it reconnects; different for each, so that
 *     they do not all come at once
 */
public record Greeting(Duration retry) implements Frame {
  @Override
  public int size() {
    return 32;
  }
}

package dev.commitcast.notifications.subscription;

import dev.commitcast.persistence.config.Settings;

/**
 * The bounds of what waits for a handler in this application. Immutable.
 *
 * @param maxEvents most frames that wait for one handler
 * @param maxBytes most bytes of them; a larger event waits alone
 * @param maxThreads how many handlers may run at the same moment on this node
 */
public record CatchUpSettings(int maxEvents, long maxBytes, int maxThreads) {
  public static final CatchUpSettings DEFAULT = new CatchUpSettings(500, 1 << 20, 200);

  public static CatchUpSettings from(Settings settings) {
    return new CatchUpSettings(
        settings.number("commitcast.handlers.queue-events", DEFAULT.maxEvents, 1, 100_000),
        settings.number("commitcast.handlers.queue-bytes", DEFAULT.maxBytes, 1_024L, 1L << 30),
        settings.number("commitcast.handlers.max-threads", DEFAULT.maxThreads, 1, 10_000));
  }
}

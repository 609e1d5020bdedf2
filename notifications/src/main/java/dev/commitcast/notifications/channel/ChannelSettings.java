package dev.commitcast.notifications.channel;

import dev.commitcast.persistence.config.Settings;

/**
 * How handlers of channels are served. Immutable.
 *
 * @param handlerQueue how many notifications may wait for one handler
 * @param maxThreads how many handlers may run at the same moment
 */
public record ChannelSettings(int handlerQueue, int maxThreads) {
  public static final ChannelSettings DEFAULT = new ChannelSettings(1_000, 200);

  public ChannelSettings {
    if (handlerQueue < 2 || maxThreads < 1) {
      throw new IllegalArgumentException(
          "A queue holds at least 2 notifications and 1 thread serves them, not "
              + handlerQueue
              + " and "
              + maxThreads);
    }
  }

  public static ChannelSettings from(Settings settings) {
    return new ChannelSettings(
        settings.number("commitcast.listener.handler-queue", DEFAULT.handlerQueue, 2, 1_000_000),
        settings.number("commitcast.listener.handler-threads", DEFAULT.maxThreads, 1, 10_000));
  }
}

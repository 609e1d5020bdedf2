package dev.commitcast.notifications.channel;

/** What channels count. Called by any thread, quick and never throwing. */
public interface ChannelMetrics {
  /** Forgets everything. */
  ChannelMetrics NONE =
      new ChannelMetrics() {
        @Override
        public void notified() {}

        @Override
        public void handlerFailed() {}

        @Override
        public void dropped() {}
      };

  /** A notification came for somebody. */
  void notified();

  /** A handler threw. */
  void handlerFailed();

  /** A queue had no place. */
  void dropped();
}

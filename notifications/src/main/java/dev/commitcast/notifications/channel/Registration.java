package dev.commitcast.notifications.channel;

/** A handler's place on a channel, from {@code listen} to {@link #close}. Thread-safe. */
public interface Registration extends AutoCloseable {
  String channel();

  /** The handler's name, as logs show it. */
  String name();

  /** Whether it has not been closed, neither by itself nor by {@code unlisten}. */
  boolean isOpen();

  /** Notifications that wait for the handler. */
  int waiting();

  /** Calls of the handler that have returned. */
  long handled();

  /** Notifications that its queue had no place for. */
  long dropped();

  /** Calls of the handler that threw. */
  long failures();

  /**
   * No call of the handler begins after this one; one that runs goes on. When the last registration
   * of a channel is closed, the server is told to UNLISTEN.
   */
  @Override
  void close();
}

package dev.commitcast.server.faults.load;

/** A client that stays, comes back by itself, and keeps what it gets. */
public interface Subscriber extends AutoCloseable {
  Mailbox mailbox();

  @Override
  void close() throws InterruptedException;
}

package dev.commitcast.notifications.listener;

import dev.commitcast.notifications.prompt.PromptConnection;
import java.sql.SQLException;
import org.postgresql.PGNotification;

/**
 * Channels of the application, which share the connection of the log's own: a second listening
 * session of a node would be signalled by every commit that notifies.
 *
 * <p>Called by the listener's thread, but for {@link #wakeBy}; waits for nobody's handler.
 */
public interface ForeignChannels {
  /** Registers whatever is wanted, on a connection that knows nothing of it yet. */
  void connected(PromptConnection connection) throws SQLException;

  /** Registers and ends what was asked for since; quick when nothing was. */
  void follow(PromptConnection connection) throws SQLException;

  void heard(PGNotification notification);

  /** Notifications may have been missed although the connection lives. */
  void missed();

  /** Nothing is registered any more. */
  void disconnected();

  /**
   * How to make the listener call {@link #follow} soon.
   *
   * @param wake quick, from any thread
   */
  void wakeBy(Runnable wake);

  /** For a listener that hears of the log alone. */
  static ForeignChannels none() {
    return new ForeignChannels() {
      @Override
      public void connected(PromptConnection connection) {}

      @Override
      public void follow(PromptConnection connection) {}

      @Override
      public void heard(PGNotification notification) {}

      @Override
      public void missed() {}

      @Override
      public void disconnected() {}

      @Override
      public void wakeBy(Runnable wake) {}
    };
  }
}

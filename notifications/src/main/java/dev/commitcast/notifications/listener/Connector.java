package dev.commitcast.notifications.listener;

import dev.commitcast.notifications.prompt.PromptConnection;
import dev.commitcast.persistence.log.LogPage;
import dev.commitcast.persistence.log.LogState;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

/** The short steps of the listener that may fail and be tried again. */
public interface Connector {
  /** A connection to a server that takes writes, in autocommit mode. */
  PromptConnection open() throws SQLException;

  /** The next events after a version, bounded. */
  LogPage readPage(PromptConnection connection, long version) throws SQLException;

  LogState state(PromptConnection connection) throws SQLException;

  /** Notifies a channel from a short session of its own, on the way that {@link #open} takes. */
  CompletableFuture<Void> notifyFromElsewhere(String channel);
}

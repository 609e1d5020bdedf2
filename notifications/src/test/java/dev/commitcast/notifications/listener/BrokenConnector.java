package dev.commitcast.notifications.listener;

import dev.commitcast.notifications.prompt.PromptConnection;
import dev.commitcast.persistence.log.LogPage;
import dev.commitcast.persistence.log.LogState;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

/** Cannot connect until it is repaired. Thread-safe. */
final class BrokenConnector implements Connector {
  private final Connector real;
  private volatile boolean broken = true;

  BrokenConnector(Connector real) {
    this.real = real;
  }

  void repair() {
    broken = false;
  }

  @Override
  public PromptConnection open() throws SQLException {
    if (broken) {
      throw new SQLException("broken on purpose", "08001");
    }
    return real.open();
  }

  @Override
  public LogPage readPage(PromptConnection connection, long version) throws SQLException {
    return real.readPage(connection, version);
  }

  @Override
  public LogState state(PromptConnection connection) throws SQLException {
    return real.state(connection);
  }

  @Override
  public CompletableFuture<Void> notifyFromElsewhere(String channel) {
    return real.notifyFromElsewhere(channel);
  }
}

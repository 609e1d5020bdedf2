package dev.commitcast.notifications.listener;

import dev.commitcast.notifications.prompt.PromptConnection;
import dev.commitcast.persistence.log.LogPage;
import dev.commitcast.persistence.log.LogState;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;

/** Makes the server forget the registration, on the listener's own connection and thread. */
final class ForgettingConnector implements Connector {
  private final Connector real;
  private volatile boolean forget;
  private volatile boolean forgotten;
  private volatile boolean again;

  ForgettingConnector(Connector real) {
    this.real = real;
  }

  void forget() {
    forget = true;
  }

  boolean hasForgotten() {
    return forgotten;
  }

  boolean isRegisteredAgain() {
    return again;
  }

  @Override
  public PromptConnection open() throws SQLException {
    return real.open();
  }

  @Override
  public LogPage readPage(PromptConnection connection, long version) throws SQLException {
    return real.readPage(connection, version);
  }

  @Override
  public LogState state(PromptConnection connection) throws SQLException {
    if (forget) {
      forget = false;
      try (Statement statement = connection.connection().createStatement()) {
        statement.execute("UNLISTEN *");
      }
      forgotten = true;
    } else if (forgotten) {
      again = connection.listensTo("commitcast_log");
    }
    return real.state(connection);
  }

  @Override
  public CompletableFuture<Void> notifyFromElsewhere(String channel) {
    return real.notifyFromElsewhere(channel);
  }
}

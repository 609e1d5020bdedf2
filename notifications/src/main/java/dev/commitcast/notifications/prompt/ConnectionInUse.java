package dev.commitcast.notifications.prompt;

/**
 * The connection that a loop works with just now, so that others can wake or cut the loop by it. A
 * loop sets it when it has connected and clears it when it has let go; what others ask for in
 * between two connections does nothing. Thread-safe.
 */
public final class ConnectionInUse {
  private volatile PromptConnection current;

  public void set(PromptConnection connection) {
    current = connection;
  }

  public void clear() {
    current = null;
  }

  /** Ends the owner's wait, or its next one. */
  public void wakeUp() {
    PromptConnection connection = current;
    if (connection != null) {
      connection.wakeUp();
    }
  }

  /** Cuts the connection, whatever its owner is doing with it. */
  public void abort() {
    PromptConnection connection = current;
    if (connection != null) {
      connection.abort();
    }
  }
}

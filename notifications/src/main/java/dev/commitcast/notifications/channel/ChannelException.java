package dev.commitcast.notifications.channel;

/** The database refuses to notify or to listen, or cannot be asked. */
public class ChannelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ChannelException(String message, Throwable cause) {
    super(message, cause);
  }
}

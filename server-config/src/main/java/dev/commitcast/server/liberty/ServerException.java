package dev.commitcast.server.liberty;

/** The server could not be started or reached; the message is a sentence for the reader. */
public class ServerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ServerException(String message) {
    super(message);
  }

  public ServerException(String message, Throwable cause) {
    super(message, cause);
  }
}

package dev.commitcast.notifications.transfer;

/** An import or export failed as a whole: the file or the database. The message is a sentence. */
public class TransferException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TransferException(String message, Throwable cause) {
    super(message, cause);
  }
}

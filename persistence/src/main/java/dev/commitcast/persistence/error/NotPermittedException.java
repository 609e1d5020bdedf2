package dev.commitcast.persistence.error;

/** Somebody may see a row and may not do this with it; the message is for whoever asked. */
public class NotPermittedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NotPermittedException(String sentence) {
    super(sentence);
  }
}

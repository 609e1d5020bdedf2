package dev.commitcast.domain.event;

/** Nothing was ever appended to the stream, so there is nothing to change about it. */
public final class NoSuchStreamException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NoSuchStreamException(String stream, Throwable cause) {
    super("There is no stream " + stream + " that anything was appended to.", cause);
  }
}

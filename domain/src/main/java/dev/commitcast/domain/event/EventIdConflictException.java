package dev.commitcast.domain.event;

/** An event's id belongs to another event, of other content or in another stream. */
public final class EventIdConflictException extends AppendRefusedException {
  private static final long serialVersionUID = 1L;

  public EventIdConflictException(String message, Throwable cause) {
    super(message, cause);
  }
}

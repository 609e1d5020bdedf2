package dev.commitcast.domain.event;

/** An event cannot be stored as it is: its data are no JSON, too large, or out of other bounds. */
public final class InvalidEventException extends AppendRefusedException {
  private static final long serialVersionUID = 1L;

  private final boolean tooLarge;

  /**
   * @param tooLarge whether its size is what is wrong
   */
  public InvalidEventException(String message, boolean tooLarge, Throwable cause) {
    super(message, cause);
    this.tooLarge = tooLarge;
  }

  public boolean isTooLarge() {
    return tooLarge;
  }
}

package dev.commitcast.domain.event;

/** The stream is not where the caller believed it to be; read it again and decide anew. */
public final class WrongExpectedVersionException extends AppendRefusedException {
  private static final long serialVersionUID = 1L;

  private final String stream;
  private final long currentVersion;

  /**
   * @param currentVersion of the stream when it was looked at, 0 if it does not exist
   */
  public WrongExpectedVersionException(
      String stream, long currentVersion, String message, Throwable cause) {
    super(message, cause);
    this.stream = stream;
    this.currentVersion = currentVersion;
  }

  /** The name of the stream. */
  public String stream() {
    return stream;
  }

  /** The version of the stream's last event, 0 if it has none. */
  public long currentVersion() {
    return currentVersion;
  }
}

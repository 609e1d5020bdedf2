package dev.commitcast.domain.event;

/** The stream was deleted: it can be neither read nor appended to until it is restored. */
public final class StreamDeletedException extends AppendRefusedException {
  private static final long serialVersionUID = 1L;

  private final String stream;

  public StreamDeletedException(String stream, Throwable cause) {
    super("The stream " + stream + " is deleted; restore it, or append to another.", cause);
    this.stream = stream;
  }

  /** The name of the stream. */
  public String stream() {
    return stream;
  }
}

package dev.commitcast.domain.event;

/** The store did not append anything, for a reason that lies in the request and not in a fault. */
public abstract sealed class AppendRefusedException extends RuntimeException
    permits WrongExpectedVersionException,
        EventIdConflictException,
        StreamDeletedException,
        InvalidEventException {
  private static final long serialVersionUID = 1L;

  AppendRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}

package dev.commitcast.notifications.access;

/** It could not be found out what somebody may see; so it may see nothing now. */
public final class AccessUnknownException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AccessUnknownException(String what, Throwable cause) {
    super(what + ": " + cause.getMessage(), cause);
  }
}

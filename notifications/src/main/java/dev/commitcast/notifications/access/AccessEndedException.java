package dev.commitcast.notifications.access;

/** What somebody has brought was good when it was let in, and was revoked since. */
public final class AccessEndedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AccessEndedException(String caller) {
    super("The token of " + caller + " was revoked.");
  }
}

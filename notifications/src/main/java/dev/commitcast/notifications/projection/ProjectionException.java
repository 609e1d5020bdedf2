package dev.commitcast.notifications.projection;

import java.sql.SQLException;

/** The database failed in a projection's work; the cause tells why. */
public final class ProjectionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ProjectionException(String what, SQLException cause) {
    super(what + ": " + cause.getMessage(), cause);
  }
}

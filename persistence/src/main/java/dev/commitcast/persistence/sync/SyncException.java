package dev.commitcast.persistence.sync;

import java.sql.SQLException;

/** The database failed in the work of a push or a review; the cause tells why. */
public class SyncException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SyncException(String what, SQLException cause) {
    super(what, cause);
  }
}

package dev.commitcast.persistence.store;

import java.sql.SQLException;

/** The database failed in the event store's work; the cause tells why. */
public class EventStoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EventStoreException(String what, SQLException cause) {
    super(what + ": " + cause.getMessage(), cause);
  }
}

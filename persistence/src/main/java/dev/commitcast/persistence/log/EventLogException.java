package dev.commitcast.persistence.log;

import java.sql.SQLException;

/** The log could not be read; the cause tells why. */
public class EventLogException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EventLogException(String what, SQLException cause) {
    super(what + ": " + cause.getMessage(), cause);
  }
}

package dev.commitcast.persistence.security;

import java.sql.SQLException;

/** The database failed when it was asked whom to let in; the cause tells why. */
public class SecurityStoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SecurityStoreException(String what, SQLException cause) {
    super(what + ": " + cause.getMessage(), cause);
  }
}

package dev.commitcast.persistence.subscription;

import java.sql.SQLException;

/** The tables of the subscriptions could not be read or written; the cause tells why. */
public class SubscriptionStoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SubscriptionStoreException(String what, SQLException cause) {
    super(what + ": " + cause.getMessage(), cause);
  }
}

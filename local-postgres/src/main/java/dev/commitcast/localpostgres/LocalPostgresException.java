package dev.commitcast.localpostgres;

/** The local PostgreSQL could not do what was asked; the message holds its own words. */
public class LocalPostgresException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LocalPostgresException(String message) {
    super(message);
  }

  public LocalPostgresException(String message, Throwable cause) {
    super(message, cause);
  }
}

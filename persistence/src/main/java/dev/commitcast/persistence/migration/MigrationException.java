package dev.commitcast.persistence.migration;

/** The schema could not be brought where it should be; the message says why and what helps. */
public class MigrationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MigrationException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}

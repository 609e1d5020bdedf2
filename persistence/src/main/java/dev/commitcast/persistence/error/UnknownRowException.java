package dev.commitcast.persistence.error;

/** A change names a row that is not there, or no longer. */
public class UnknownRowException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String field;

  /**
   * A sentence of what is missing.
   *
   * @param field column that names the row, such as {@code user_id}
   * @param what such as {@code user}
   * @param id the key that was given
   */
  public UnknownRowException(String field, String what, String id) {
    super("There is no " + what + " " + id + ".");
    this.field = field;
  }

  public String field() {
    return field;
  }
}

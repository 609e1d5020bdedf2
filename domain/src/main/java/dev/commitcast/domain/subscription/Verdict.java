package dev.commitcast.domain.subscription;

/**
 * What a handler answers for an event. Immutable.
 *
 * @param action what is to be done
 * @param error why, for the parked event, the info and the log; null with {@code ACK}
 */
public record Verdict(Action action, String error) {
  /** Longer texts are cut. */
  public static final int MAX_ERROR = 4_000;

  /** Ways to go on. */
  public enum Action {
    /** It is done. */
    ACK,
    /** It is tried again after a while; parked when it has failed too often. */
    RETRY,
    /** It is put aside with its error, to be replayed on demand. */
    PARK,
    /** It is passed over and forgotten. */
    SKIP,
    /** The subscription stops before it, until an operator resumes it. */
    STOP
  }

  public Verdict {
    if (action != Action.ACK) {
      String text = error == null || error.isBlank() ? "no reason was given" : error;
      // PostgreSQL's text holds every character but this one
      text = text.replace("\0", "");
      error = text.length() > MAX_ERROR ? text.substring(0, MAX_ERROR) : text;
    }
  }

  public static Verdict ack() {
    return new Verdict(Action.ACK, null);
  }

  public static Verdict retry(String error) {
    return new Verdict(Action.RETRY, error);
  }

  public static Verdict park(String error) {
    return new Verdict(Action.PARK, error);
  }

  public static Verdict skip(String error) {
    return new Verdict(Action.SKIP, error);
  }

  public static Verdict stop(String error) {
    return new Verdict(Action.STOP, error);
  }
}

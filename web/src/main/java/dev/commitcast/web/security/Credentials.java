package dev.commitcast.web.security;

/** What somebody shows. Immutable; never printed. */
sealed interface Credentials {
  /** Nothing. */
  record None() implements Credentials {}

  /** A token, by header or cookie. */
  record Token(String text, Carrier carrier) implements Credentials {
    @Override
    public String toString() {
      return "a token by " + carrier;
    }
  }

  /** A ticket. */
  record Ticket(String text) implements Credentials {
    @Override
    public String toString() {
      return "a ticket";
    }
  }

  /** What cannot be taken for any of these. */
  record Unreadable(Found.Refused refusal) implements Credentials {}
}

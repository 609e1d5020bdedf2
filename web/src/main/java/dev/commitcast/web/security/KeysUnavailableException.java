package dev.commitcast.web.security;

/** The issuer's keys cannot be had now, so no token can be told good from bad. */
public final class KeysUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  KeysUnavailableException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}

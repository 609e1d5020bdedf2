package dev.commitcast.web.security;

/** A token is not good; the message is a sentence for whoever showed it, without the token. */
public final class TokenRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  TokenRefusedException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}

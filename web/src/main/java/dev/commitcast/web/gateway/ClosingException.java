package dev.commitcast.web.gateway;

import java.util.Objects;

/** A client did what ends its socket. */
final class ClosingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final CloseCode code;

  /**
   * @param sentence for the client: what was wrong and what is allowed
   */
  ClosingException(CloseCode code, String sentence) {
    super(sentence);
    this.code = Objects.requireNonNull(code, "A socket is closed with a code.");
  }

  ClosingException(CloseCode code, String sentence, Throwable cause) {
    super(sentence, cause);
    this.code = Objects.requireNonNull(code, "A socket is closed with a code.");
  }

  CloseCode code() {
    return code;
  }
}

package dev.commitcast.web.security;

import dev.commitcast.web.refusal.CallerFault;
import java.util.Objects;

/** A token is not good; the message is a sentence for whoever showed it, without the token. */
public final class TokenRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final CallerFault fault;

  TokenRefusedException(CallerFault fault, String sentence, Throwable cause) {
    super(sentence, cause);
    this.fault = Objects.requireNonNull(fault, "A token is refused for a reason.");
  }

  CallerFault fault() {
    return fault;
  }
}

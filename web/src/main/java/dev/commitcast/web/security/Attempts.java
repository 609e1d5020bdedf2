package dev.commitcast.web.security;

import dev.commitcast.web.refusal.LimitMet;
import java.util.Optional;

/**
 * Remembers from where bad credentials come, so that guessing costs the guesser time and not this
 * node. What is good is never counted. Thread-safe; asks nobody.
 */
public interface Attempts {
  /** By what looking at it costs. */
  enum Kind {
    /** The check of a signature. */
    TOKEN,
    /** A statement. */
    TICKET
  }

  /** Whether credentials of this kind are not looked at now, because too many bad ones came. */
  Optional<LimitMet> refusal(Kind kind, Optional<String> address);

  /** One of this kind was bad. */
  void failed(Kind kind, Optional<String> address);
}

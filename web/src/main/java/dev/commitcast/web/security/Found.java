package dev.commitcast.web.security;

import dev.commitcast.domain.access.Caller;

/** Who somebody is who wants to come in. Immutable. */
public sealed interface Found {

  /** Somebody whose token or ticket is good. */
  record Known(Caller caller, Carrier carrier) implements Found {}

  /** Somebody on this machine who shows nothing, where that is enough. */
  record Anonymous(Caller caller) implements Found {}

  /**
   * Nobody.
   *
   * @param sentence what is wrong, to be told to whoever asks
   */
  record Refused(Reason reason, String sentence) implements Found {}

  /** Why somebody is refused. */
  enum Reason {
    /** Nothing was shown. */
    NO_CREDENTIALS,
    /** Credentials of more than one kind, or such as cannot be read. */
    INVALID_REQUEST,
    /** What was shown is not good, or not any more. */
    INVALID_TOKEN
  }
}

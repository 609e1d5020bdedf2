package dev.commitcast.web.security;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.web.refusal.CallerFault;
import dev.commitcast.web.refusal.LimitMet;

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
  record Refused(CallerFault fault, String sentence) implements Found {}

  /** Nobody has looked: too many bad credentials came from where these come from. */
  record NotLooked(LimitMet met) implements Found {}
}

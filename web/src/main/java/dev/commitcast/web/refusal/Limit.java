package dev.commitcast.web.refusal;

import java.util.Locale;

/** What there is only so much of. The names appear in answers and in metrics. */
public enum Limit {
  /** Connections of one user. */
  USER,
  /** Connections of the users of one merchant. */
  TENANT,
  /** Connections of a node. */
  NODE,
  /** Requests of one caller in a second. */
  REQUESTS,
  /** Appends of one caller in a second. */
  APPENDS,
  /** Bad tokens from one address in a second. */
  TOKENS,
  /** Bad tickets from one address in a second. */
  TICKETS,
  /** Requests that are in progress on a node. */
  THREADS;

  /** As clients and metrics have it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package dev.commitcast.notifications.hub;

/** Why a subscription ended. The names appear in metrics. */
public enum CloseReason {
  /** The client went away, or a write to it failed. */
  CLIENT_GONE,
  /** The client took no byte for longer than the limit; it may resume. */
  STALLED,
  /** The server is stopping; the client was told when to come back. */
  DRAINED,
  /** The log's history changed under us; the client must resume and will be told what to do. */
  LOG_RESET,
  /** Its owner had what it wanted. */
  DONE,
  /** What it was granted has been taken back, and nothing is left. */
  REVOKED,
  /** The token by which it was opened has expired. */
  EXPIRED,
  /** What decides what it may see has failed; it may see nothing. */
  POLICY_FAILED
}

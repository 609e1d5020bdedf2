package dev.commitcast.web.gateway;

/** Why the server closes a socket. The names appear in metrics. */
enum CloseCode {
  /** The client has gone, or could not be written to. */
  GONE(1001),
  TOO_BIG(1009),
  /** This node stops, or its log began anew: connect again and resume. */
  RESTART(1012),
  TRY_LATER(1013),
  BAD_MESSAGE(4400),
  UNAUTHENTICATED(4401),
  FORBIDDEN(4403),
  DUPLICATE_ID(4409),
  TOO_MANY(4429);

  private final int number;

  CloseCode(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}

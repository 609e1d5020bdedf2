package dev.commitcast.notifications.projection;

import java.time.Duration;

/** A projection did not come so far in the time that somebody would wait for it. */
public final class ProjectionBehindException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String projection;
  private final long position;

  ProjectionBehindException(String projection, String what, long position, Duration waited) {
    super(
        "The projection "
            + projection
            + " has not reached "
            + what
            + " within "
            + waited.toMillis()
            + " ms; it is at "
            + position
            + ". Its status tells whether it fails.");
    this.projection = projection;
    this.position = position;
  }

  /** Its name. */
  public String projection() {
    return projection;
  }

  /** How far it had come. */
  public long position() {
    return position;
  }
}

package dev.commitcast.notifications.transfer;

import java.io.IOException;

/** Two events of an export want to stand at one version: one had it before it was imported. */
public class VersionTakenException extends IOException {
  private static final long serialVersionUID = 1L;

  VersionTakenException(String event, long version, Throwable cause) {
    super(
        "The event "
            + event
            + " cannot be written as version "
            + version
            + ": another one has it. Export the versions of the log instead (versions: log).",
        cause);
  }
}

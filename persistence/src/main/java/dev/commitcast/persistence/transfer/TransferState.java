package dev.commitcast.persistence.transfer;

import java.util.Locale;

/** How an import stands. */
public enum TransferState {
  /** At work; or cut off, if nothing has moved for a while. */
  RUNNING,
  /** Everything was read. */
  DONE,
  /** Ended at something that could not be taken, as was asked. */
  STOPPED,
  /** Ended because somebody wanted it. */
  CANCELLED,
  /** Ended by a failure of the file or of the database. */
  FAILED;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}

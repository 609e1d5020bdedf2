package dev.commitcast.domain.access;

import java.util.Locale;
import java.util.Optional;

/** What a caller may do. What it may see is granted room by room, but for operators. */
public enum Role {
  /** Runs the system: sees every event, and may do everything. */
  OPERATOR,
  /** Appends events, to the rooms that it may see and to none. */
  WRITER,
  /** Reads and changes what is its own: messages of its channels, bookings of its merchant. */
  READER;

  /** The role that a token calls so, whatever the case; empty if there is none. */
  public static Optional<Role> of(String name) {
    for (Role role : values()) {
      if (role.name().equals(name.toUpperCase(Locale.ROOT))) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}

package dev.commitcast.web.security;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.access.Role;

/** What somebody must be to use a path. */
enum Requirement {
  /** Nothing; nobody even looks who it is. */
  NOTHING,
  /** Known, in whatever role. */
  KNOWN,
  WRITER,
  OPERATOR;

  boolean isMetBy(Caller caller) {
    return switch (this) {
      case NOTHING, KNOWN -> true;
      case WRITER -> caller.is(Role.WRITER);
      case OPERATOR -> caller.is(Role.OPERATOR);
    };
  }
}

package dev.commitcast.notifications.access;

import java.util.List;

/** What a change of grants did to one reader. Immutable. */
public sealed interface AccessEffect {
  /** It did not concern the reader, or changed nothing. */
  AccessEffect NONE = new Unchanged();

  /** Nothing. */
  record Unchanged() implements AccessEffect {}

  /** It may see a room more. */
  record Given() implements AccessEffect {}

  /** It may not see these rooms any more. */
  record Taken(List<String> rooms) implements AccessEffect {
    public Taken {
      rooms = List.copyOf(rooms);
    }
  }

  /** Its token is good for nothing any more. */
  record Ended() implements AccessEffect {}

  /** Nobody knows any more what it may see. */
  record Failed() implements AccessEffect {}
}

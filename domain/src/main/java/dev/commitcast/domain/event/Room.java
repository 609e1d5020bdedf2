package dev.commitcast.domain.event;

/**
 * Who may see an event: {@code channel:01JC…}, {@code merchant:42}, {@code users}. An event without
 * a room is for operators. Immutable.
 *
 * @param value 1 to 512 characters, no line break
 */
public record Room(String value) {
  public static final int MAX_LENGTH = 512;

  public Room {
    Check.singleLine("room", value, MAX_LENGTH);
  }

  @Override
  public String toString() {
    return value;
  }
}

package dev.commitcast.domain.event;

import java.util.Set;

/**
 * What kind of event it is; for a captured change the channel of its watch, such as {@code
 * message_change}. It becomes the {@code event:} field of an SSE frame. Immutable.
 *
 * @param value 1 to 255 characters, no line break; not the name of a control event
 */
public record EventType(String value) {
  public static final int MAX_LENGTH = 255;

  /**
   * Names that the server's own frames use; a user's event of this name could not be told apart.
   */
  public static final Set<String> RESERVED =
      Set.of("resume", "caught-up", "fell-behind", "revoked", "drain");

  public EventType {
    Check.singleLine("event type", value, MAX_LENGTH);
    Check.that(
        !RESERVED.contains(value),
        "The event type %s is reserved for control events; choose another.",
        value);
  }

  @Override
  public String toString() {
    return value;
  }
}

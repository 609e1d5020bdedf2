package dev.commitcast.notifications.transfer;

import dev.commitcast.domain.event.EventData;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.domain.json.StrictJson;
import dev.commitcast.persistence.store.ImportedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Refuses what the database would refuse, because there a whole batch would fail with it.
 * Stateless.
 */
final class Checked {
  private static final int MOST_DATA = 16 * 1024 * 1024;
  private static final int MOST_METADATA = 64 * 1024;

  private Checked() {}

  /** The event, if it can be stored; data and metadata must be JSON that was checked. */
  static ImportedEvent event(StreamId stream, EventData event, Instant at) {
    if (event.id().equals("")) {
      throw new IllegalArgumentException("The id is empty.");
    }
    storable("stream", stream.value());
    storable("id", event.id());
    storable("type", event.type().value());
    if (event.room() != null) {
      storable("room", event.room().value());
    }
    small("data", event.data(), MOST_DATA);
    small("metadata", event.metadata(), MOST_METADATA);
    return new ImportedEvent(stream, event, at);
  }

  static String json(String what, String text) {
    if (text == null) {
      return null;
    }
    try {
      StrictJson.check(text);
      return text;
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("The " + what + " is no JSON. " + e.getMessage(), e);
    }
  }

  private static void storable(String what, String text) {
    if (text.indexOf('\0') >= 0 || !StandardCharsets.UTF_16.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException(
          "The " + what + " holds a character that cannot be stored.");
    }
  }

  private static void small(String what, String text, int most) {
    if (text != null && text.length() > most) {
      throw new IllegalArgumentException("The " + what + " has more than " + most + " characters.");
    }
  }
}

package dev.commitcast.notifications.access;

import static dev.commitcast.persistence.json.JsonLibrary.JSON;

import dev.commitcast.domain.event.RecordedEvent;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import java.io.StringReader;
import java.util.Map;

/** Reads what an event that changes grants says. Stateless. */
final class EventData {
  /** Finding the provider takes longer than reading an event with it. */
  private static final JsonReaderFactory READERS = JSON.createReaderFactory(Map.of());

  private EventData() {}

  static JsonObject of(RecordedEvent event) {
    try (JsonReader reader = READERS.createReader(new StringReader(event.data()))) {
      return reader.readObject();
    }
  }
}

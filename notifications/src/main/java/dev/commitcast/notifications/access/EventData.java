package dev.commitcast.notifications.access;

import static dev.commitcast.persistence.json.JsonLibrary.JSON;

import dev.commitcast.domain.event.RecordedEvent;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;

/** Reads what an event that changes grants says. Stateless. */
final class EventData {
  private EventData() {}

  static JsonObject of(RecordedEvent event) {
    try (JsonReader reader = JSON.createReader(new StringReader(event.data()))) {
      return reader.readObject();
    }
  }
}

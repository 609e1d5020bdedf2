package dev.commitcast.notifications.sourcing;

import static dev.commitcast.persistence.json.JsonLibrary.JSON;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;

/** JSON text to objects. Stateless. */
final class JsonTexts {
  private JsonTexts() {}

  static JsonObject object(String text) {
    if (text == null) {
      throw new JsonException("The event has no data; an object was wanted.");
    }
    try (JsonReader reader = JSON.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }
}

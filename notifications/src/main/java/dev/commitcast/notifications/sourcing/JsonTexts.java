package dev.commitcast.notifications.sourcing;

import static dev.commitcast.persistence.json.JsonLibrary.JSON;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import java.io.StringReader;
import java.util.Map;

/** JSON text to objects. The factory is kept: looking for it costs more than parsing. Stateless. */
final class JsonTexts {
  private static final JsonReaderFactory READERS = JSON.createReaderFactory(Map.of());

  private JsonTexts() {}

  static JsonObject object(String text) {
    if (text == null) {
      throw new JsonException("The event has no data; an object was wanted.");
    }
    try (JsonReader reader = READERS.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }
}

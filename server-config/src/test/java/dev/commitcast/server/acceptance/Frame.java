package dev.commitcast.server.acceptance;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;

/**
 * One frame of an event stream, as a client parses it.
 *
 * @param id the last id seen so far, null before the first
 * @param type {@code message} unless the frame says otherwise
 * @param data null if the frame has none
 * @param retry milliseconds, 0 if the frame says nothing
 */
public record Frame(String id, String type, String data, long retry) {
  public boolean isControl() {
    return data == null
        || type.equals("resume")
        || type.equals("caught-up")
        || type.equals("fell-behind")
        || type.equals("drain");
  }

  public JsonObject json() {
    try (JsonReader reader = Json.createReader(new StringReader(data))) {
      return reader.readObject();
    }
  }

  public long version() {
    return Long.parseLong(id.substring(id.indexOf('.') + 1));
  }
}

package dev.commitcast.server.acceptance;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

/**
 * What the oracle needs to know of an event; hundreds of thousands of whole ones would not fit.
 *
 * @param streamVersion 0 for captured changes
 * @param rowId the row's id, as text; null for appended events
 * @param n the row's count, 0 if it has none
 */
record Seen(
    long version,
    String stream,
    String type,
    String tx,
    boolean last,
    long streamVersion,
    String rowId,
    long n) {

  static Seen of(Frame frame) {
    JsonObject event = frame.json();
    JsonObject row = event.getJsonObject("record");
    return new Seen(
        event.getJsonNumber("version").longValue(),
        event.getString("stream"),
        event.getString("type"),
        event.getString("tx"),
        event.getBoolean("last"),
        number(event.get("streamVersion")),
        row == null ? null : text(row.get("id")),
        row == null ? 0 : number(row.get("n")));
  }

  private static String text(JsonValue value) {
    return value instanceof JsonString string ? string.getString() : String.valueOf(value);
  }

  private static long number(JsonValue value) {
    return value instanceof JsonNumber number ? number.longValue() : 0;
  }
}

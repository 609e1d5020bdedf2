package dev.commitcast.server.faults.load;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

/**
 * What is kept of an event.
 *
 * @param streamVersion 0 for captured changes
 * @param rowId the row's id as text, null for appended events
 * @param n the row's count, 0 if it has none
 */
public record Received(
    long epoch,
    long version,
    String id,
    String stream,
    String tx,
    long streamVersion,
    String rowId,
    long n) {

  static Received of(long epoch, JsonObject event) {
    JsonObject row = event.getJsonObject("record");
    return new Received(
        epoch,
        event.getJsonNumber("version").longValue(),
        event.getString("id"),
        event.getString("stream"),
        event.getString("tx", ""),
        number(event.get("streamVersion")),
        row == null ? null : text(row.get("id")),
        row == null ? 0 : number(row.get("n")));
  }

  static long epochOf(String cursor) {
    return Long.parseLong(cursor.substring(0, cursor.indexOf('.')));
  }

  private static String text(JsonValue value) {
    return value instanceof JsonString string ? string.getString() : String.valueOf(value);
  }

  private static long number(JsonValue value) {
    return value instanceof JsonNumber number ? number.longValue() : 0;
  }
}

package dev.commitcast.notifications.sync;

import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.domain.json.StrictJson;

/** Prints an event as go-sync-kit's clients read it. Stateless. */
public final class KitEvent {
  /** The longest line of an event stream that its client reads is 10 MiB. */
  static final int LONGEST = 9 * 1024 * 1024;

  private KitEvent() {}

  /** Appends the event with its version in the log. */
  public static void print(RecordedEvent event, StringBuilder out) {
    print(event, event.data(), metadata(event.metadata()), out);
  }

  /**
   * The same for an event stream: what its client could not read, and would stumble over again with
   * every connection, goes without data and says so in its metadata.
   */
  static void printShort(RecordedEvent event, StringBuilder out) {
    if (event.bytes() <= LONGEST) {
      print(event, out);
    } else {
      print(event, null, "{\"truncated\":true}", out);
    }
  }

  private static void print(RecordedEvent event, String data, String metadata, StringBuilder out) {
    out.append("{\"event\":{\"id\":")
        .append(StrictJson.quote(event.id()))
        .append(",\"type\":")
        .append(StrictJson.quote(event.type()))
        .append(",\"aggregate_id\":")
        .append(StrictJson.quote(event.stream()))
        .append(",\"data\":")
        .append(data == null ? "null" : data)
        .append(",\"metadata\":")
        .append(metadata)
        .append("},\"version\":\"")
        .append(event.version())
        .append("\"}");
  }

  /** The client reads an object or null and stops at anything else. */
  private static String metadata(String metadata) {
    return metadata == null || !StrictJson.isObject(metadata) ? "null" : metadata;
  }
}

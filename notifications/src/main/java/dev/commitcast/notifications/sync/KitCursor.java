package dev.commitcast.notifications.sync;

import dev.commitcast.domain.json.JsonFaultException;
import dev.commitcast.domain.json.StrictJson;
import java.util.Map;

/** go-sync-kit's cursors: {@code {"kind":"integer","data":42}}. Stateless. */
public final class KitCursor {
  private KitCursor() {}

  /**
   * Reads a cursor, or the number alone.
   *
   * @throws IllegalArgumentException with a sentence for the client
   */
  public static long parse(String json) {
    try {
      if (!StrictJson.isObject(json)) {
        return version(json);
      }
      Map<String, String> members = StrictJson.members(json);
      String kind = members.getOrDefault("kind", "null");
      if (!kind.equals("\"integer\"")) {
        throw new IllegalArgumentException(
            "Cursors are of the kind \"integer\" here, not " + kind + ".");
      }
      return version(members.getOrDefault("data", "null"));
    } catch (JsonFaultException e) {
      throw new IllegalArgumentException("A cursor is JSON. " + e.getMessage(), e);
    }
  }

  /** Reads a version, which is 0 for the beginning; no text at all means the same. */
  public static long version(String text) {
    String digits = text.strip();
    if (digits.isEmpty()) {
      return 0;
    }
    if (!digits.matches("\\d{1,18}")) {
      throw new IllegalArgumentException("A version is a whole number from 0, not " + digits + ".");
    }
    return Long.parseLong(digits);
  }

  public static String print(long version) {
    return "{\"kind\":\"integer\",\"data\":" + version + "}";
  }
}

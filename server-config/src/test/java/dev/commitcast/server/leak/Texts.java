package dev.commitcast.server.leak;

import java.util.regex.Matcher;

/** Looks into the server's JSON without reading all of it, for there is much of it. Stateless. */
final class Texts {
  private Texts() {}

  /** The first member of that name that is a text; null if there is none. */
  static String member(String json, String name) {
    String begin = "\"" + name + "\":\"";
    int from = json.indexOf(begin);
    return from < 0
        ? null
        : json.substring(from + begin.length(), json.indexOf('"', from + begin.length()));
  }

  /** The first member of that name that is a whole number; null if there is none. */
  static String number(String json, String name) {
    String begin = "\"" + name + "\":";
    int from = json.indexOf(begin);
    if (from < 0) {
      return null;
    }
    int end = from + begin.length();
    while (end < json.length() && Character.isDigit(json.charAt(end))) {
      end++;
    }
    return json.substring(from + begin.length(), end);
  }

  /** The version of a cursor. */
  static long version(String cursor) {
    return Long.parseLong(cursor.substring(cursor.indexOf('.') + 1));
  }

  /** An id of a room that an event names and is not in; null if there is none. */
  static String foreignId(String json, String room) {
    Matcher ids = Cast.ROOM_ID.matcher(json);
    while (ids.find()) {
      if (room == null || !room.endsWith(ids.group())) {
        return ids.group();
      }
    }
    return null;
  }
}

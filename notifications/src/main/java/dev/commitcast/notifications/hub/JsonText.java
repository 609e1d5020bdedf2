package dev.commitcast.notifications.hub;

/**
 * Cuts and compacts JSON that PostgreSQL printed, without reading its values: numbers keep every
 * digit, and no depth or length that the database accepted is refused here. The input is trusted to
 * be well-formed; anything else goes through a real parser. Stateless.
 */
final class JsonText {
  private static final String HEX = "0123456789abcdef";

  private JsonText() {}

  /** Receives the members of an object, as positions in the text. */
  interface MemberVisitor {
    void member(int nameStart, int nameEnd, int valueStart, int valueEnd);
  }

  /** Visits the top-level members of an object; names are given without their quotes, raw. */
  static void members(String json, MemberVisitor visitor) {
    int at = skipSpace(json, 0);
    if (at >= json.length() || json.charAt(at) != '{') {
      return;
    }
    at = skipSpace(json, at + 1);
    while (at < json.length() && json.charAt(at) == '"') {
      int nameEnd = endOfString(json, at);
      int valueStart = skipSpace(json, skipSpace(json, nameEnd) + 1);
      int valueEnd = endOfValue(json, valueStart);
      visitor.member(at + 1, nameEnd - 1, valueStart, valueEnd);
      at = skipSpace(json, valueEnd);
      if (at < json.length() && json.charAt(at) == ',') {
        at = skipSpace(json, at + 1);
      }
    }
  }

  /** Appends a piece of JSON without the blanks between its tokens. */
  static void compact(String json, int start, int end, StringBuilder out) {
    boolean inString = false;
    int from = start;
    for (int i = start; i < end; i++) {
      char c = json.charAt(i);
      if (inString) {
        if (c == '\\') {
          i++;
        } else if (c == '"') {
          inString = false;
        }
      } else if (c == '"') {
        inString = true;
      } else if (isSpace(c)) {
        out.append(json, from, i);
        from = i + 1;
      }
    }
    out.append(json, from, end);
  }

  /** Appends text as a JSON string, with its quotes. */
  static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20) {
        out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private static int endOfValue(String json, int start) {
    int depth = 0;
    for (int i = start; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c == '"') {
        i = endOfString(json, i) - 1;
      } else if (c == '{' || c == '[') {
        depth++;
      } else if (c == '}' || c == ']') {
        if (depth == 0) {
          return i;
        }
        depth--;
      } else if (c == ',' && depth == 0) {
        return i;
      }
    }
    return json.length();
  }

  private static int endOfString(String json, int openingQuote) {
    for (int i = openingQuote + 1; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '"') {
        return i + 1;
      }
    }
    return json.length();
  }

  private static int skipSpace(String json, int from) {
    int at = from;
    while (at < json.length() && isSpace(json.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
  }
}

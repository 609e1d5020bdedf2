package dev.commitcast.server.contract;

/** JSON text, compared as text so that no digit is lost on the way. */
final class Json {
  private Json() {}

  /** Without the blanks between tokens; null stays null. */
  static String compact(String json) {
    if (json == null) {
      return null;
    }
    StringBuilder out = new StringBuilder(json.length());
    boolean inString = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (inString && c == '\\') {
        out.append(c).append(json.charAt(++i));
        continue;
      }
      inString ^= c == '"';
      if (inString || " \t\r\n".indexOf(c) < 0) {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** A text with its quotes; everything but plain ASCII is escaped. */
  static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.chars()
        .forEach(
            c -> {
              if (c >= ' ' && c < 127 && c != '"' && c != '\\') {
                out.append((char) c);
              } else {
                out.append(String.format("\\u%04x", c));
              }
            });
    return out.append('"').toString();
  }
}

package dev.commitcast.domain.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Checks JSON text and cuts it into its parts, which stay text. Stateless, thread-safe.
 *
 * <p>All methods throw {@link JsonFaultException} if the text is not one JSON value as of RFC 8259,
 * or holds what the log cannot store: NUL, half a surrogate pair, a nest deeper than 500, a number
 * of more than 16,000 digits.
 */
public final class StrictJson {
  private static final String HEX = "0123456789abcdef";

  private StrictJson() {}

  /** Checks that the text is one JSON value. */
  public static void check(String text) {
    new JsonScanner(text).document(JsonScanner.NOTHING);
  }

  /**
   * The members of an object, each value as it is written. Of members with the same name the last
   * one counts, as it does for PostgreSQL.
   *
   * @throws JsonFaultException if the text is another kind of value, too
   */
  public static Map<String, String> members(String text) {
    requireKind(text, '{', "an object");
    Map<String, String> members = new LinkedHashMap<>();
    new JsonScanner(text)
        .document(
            (name, start, end) -> {
              members.remove(name);
              members.put(name, text.substring(start, end));
            });
    return members;
  }

  /** The elements of an array, one after the other. */
  public static void elements(String text, Consumer<String> visitor) {
    requireKind(text, '[', "an array");
    new JsonScanner(text)
        .document((name, start, end) -> visitor.accept(text.substring(start, end)));
  }

  /** The elements of an array, all of them. */
  public static List<String> elements(String text) {
    List<String> all = new ArrayList<>();
    elements(text, all::add);
    return all;
  }

  public static boolean isObject(String json) {
    return firstOf(json) == '{';
  }

  public static boolean isArray(String json) {
    return firstOf(json) == '[';
  }

  public static boolean isString(String json) {
    return firstOf(json) == '"';
  }

  public static boolean isNull(String json) {
    return json.strip().equals("null");
  }

  /** What a JSON string says. */
  public static String unquote(String json) {
    requireKind(json, '"', "a text");
    JsonScanner scanner = new JsonScanner(json);
    scanner.document(JsonScanner.NOTHING);
    return scanner.lastString();
  }

  /** A JSON string that says this. */
  public static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
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
    return out.append('"').toString();
  }

  private static void requireKind(String text, char first, String kind) {
    if (firstOf(text) != first) {
      check(text);
      throw new JsonFaultException("This is not " + kind, 0);
    }
  }

  private static char firstOf(String text) {
    int at = JsonScanner.skipSpace(text, 0);
    return at < text.length() ? text.charAt(at) : 0;
  }
}

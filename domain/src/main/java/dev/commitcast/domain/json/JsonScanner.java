package dev.commitcast.domain.json;

/** Goes once through a JSON text, by its grammar. For one thread and one text. */
final class JsonScanner {
  static final Visitor NOTHING = (name, start, end) -> {};

  private static final int DEEPEST = 500;
  private static final int MOST_DIGITS = 16_000;

  private final String text;
  private int at;
  private String lastString;

  JsonScanner(String text) {
    this.text = text;
  }

  /** Is told the parts of the outermost value; the name is null for an array's elements. */
  interface Visitor {
    void part(String name, int start, int end);
  }

  /** Reads the one value that the text shall be. */
  void document(Visitor visitor) {
    space();
    value(0, visitor);
    space();
    if (at < text.length()) {
      throw fault("Something follows the end of the JSON");
    }
  }

  /** What the string said that was read last. */
  String lastString() {
    return lastString;
  }

  private void value(int depth, Visitor visitor) {
    if (depth > DEEPEST) {
      throw fault("The JSON is nested deeper than " + DEEPEST);
    }
    switch (peek()) {
      case '{' -> object(depth, visitor);
      case '[' -> array(depth, visitor);
      case '"' -> string();
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      default -> number();
    }
  }

  private void object(int depth, Visitor visitor) {
    at++;
    space();
    if (peek() == '}') {
      at++;
      return;
    }
    while (true) {
      space();
      if (peek() != '"') {
        throw fault("A member's name in double quotes is missing");
      }
      string();
      String name = lastString;
      space();
      expect(':');
      part(name, depth, visitor);
      if (peek() == '}') {
        at++;
        return;
      }
      expect(',');
    }
  }

  private void array(int depth, Visitor visitor) {
    at++;
    space();
    if (peek() == ']') {
      at++;
      return;
    }
    while (true) {
      part(null, depth, visitor);
      if (peek() == ']') {
        at++;
        return;
      }
      expect(',');
    }
  }

  private void part(String name, int depth, Visitor visitor) {
    space();
    int start = at;
    value(depth + 1, NOTHING);
    visitor.part(name, start, at);
    space();
  }

  private void string() {
    int start = at;
    at++;
    StringBuilder said = null;
    int from = at;
    while (true) {
      char c = peek();
      if (c == '"') {
        break;
      }
      if (c < 0x20) {
        throw fault("A text holds a control character; write it as an escape");
      }
      if (c == '\\') {
        said = said == null ? new StringBuilder() : said;
        said.append(text, from, at).append(escape());
        from = at;
      } else {
        at++;
      }
    }
    lastString = said == null ? text.substring(from, at) : said.append(text, from, at).toString();
    requireStorable(lastString, start);
    at++;
  }

  private char escape() {
    at++;
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> hex();
      default -> throw fault("There is no such escape");
    };
  }

  private char hex() {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(peek(), 16);
      if (digit < 0 || peek() > 'f') {
        throw fault("Four hexadecimal digits follow \\u");
      }
      code = code * 16 + digit;
      at++;
    }
    return (char) code;
  }

  private void requireStorable(String said, int start) {
    for (int i = 0; i < said.length(); i++) {
      char c = said.charAt(i);
      if (c == 0) {
        throw new JsonFaultException("A text holds NUL, which cannot be stored", start);
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < said.length()
          && Character.isLowSurrogate(said.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new JsonFaultException(
            "A text holds half a surrogate pair, which cannot be stored", start);
      }
    }
  }

  private void literal(String word) {
    if (!text.startsWith(word, at)) {
      throw fault("A JSON value is missing");
    }
    at += word.length();
  }

  private void number() {
    int start = at;
    if (at < text.length() && text.charAt(at) == '-') {
      at++;
    }
    if (at < text.length() && text.charAt(at) == '0') {
      at++;
    } else {
      digits();
    }
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      digits();
    }
    int written = at - start;
    long exponent = 0;
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      at++;
      if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
        at++;
      }
      int from = at;
      digits();
      exponent = at - from > 9 ? Integer.MAX_VALUE : Long.parseLong(text, from, at, 10);
    }
    if (written + exponent > MOST_DIGITS) {
      throw new JsonFaultException("A number has more than " + MOST_DIGITS + " digits", start);
    }
  }

  private void digits() {
    int from = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (from == at) {
      throw fault("A JSON value is missing");
    }
  }

  private void expect(char wanted) {
    if (peek() != wanted) {
      throw fault("A \"" + wanted + "\" is missing");
    }
    at++;
  }

  private char peek() {
    if (at >= text.length()) {
      throw fault("The JSON ends too early");
    }
    return text.charAt(at);
  }

  private void space() {
    at = skipSpace(text, at);
  }

  static int skipSpace(String text, int from) {
    int at = from;
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }

  private JsonFaultException fault(String sentence) {
    return new JsonFaultException(sentence, at);
  }
}

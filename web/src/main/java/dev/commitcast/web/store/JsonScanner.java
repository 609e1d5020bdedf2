package dev.commitcast.web.store;

import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemException;
import dev.commitcast.web.problem.ProblemType;
import java.util.BitSet;

/**
 * Walks through JSON text, and cuts values out of it as they stand. Accepts exactly what RFC 8259
 * does, to any depth, without recursion. Used once, by one thread.
 */
final class JsonScanner {
  private static final char END = '\0';

  private final String text;
  private int at;

  JsonScanner(String text) {
    this.text = text;
  }

  /** The next character that is no blank, which stays; NUL at the end. */
  char peek() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : END;
  }

  /** Goes behind the next character that is no blank, if it is this one. */
  boolean skip(char expected) {
    if (peek() == expected && at < text.length()) {
      at++;
      return true;
    }
    return false;
  }

  void expect(char expected) {
    if (!skip(expected)) {
      throw malformed(expected + " is expected");
    }
  }

  void expectEnd() {
    if (peek() != END || at < text.length()) {
      throw malformed("nothing more is expected");
    }
  }

  /** A member's name, and the colon behind it. */
  String name() {
    String name = string();
    expect(':');
    return name;
  }

  /** A text, read. */
  String string() {
    peek();
    int begin = at;
    string(null);
    return JsonStrings.read(text, begin + 1, at - 1);
  }

  /**
   * A value of any kind, as it stands.
   *
   * @param place what to name if it holds a character that cannot be stored
   */
  String value(String place) {
    peek();
    int begin = at;
    BitSet objects = new BitSet();
    int depth = 0;
    do {
      char first = peek();
      if (first == '{' || first == '[') {
        at++;
        objects.set(depth++, first == '{');
        if (!skip(first == '{' ? '}' : ']')) {
          memberName(objects.get(depth - 1), place);
          continue;
        }
        depth--;
      } else {
        scalar(first, place);
      }
      depth = afterValue(depth, objects, place);
    } while (depth > 0);
    return text.substring(begin, at);
  }

  /** Closes what ends here, or goes on to the next value in it. */
  private int afterValue(int depthBefore, BitSet objects, String place) {
    int depth = depthBefore;
    while (depth > 0 && !skip(',')) {
      expect(objects.get(depth - 1) ? '}' : ']');
      depth--;
    }
    if (depth > 0) {
      memberName(objects.get(depth - 1), place);
    }
    return depth;
  }

  private void memberName(boolean inObject, String place) {
    if (inObject) {
      string(place);
      expect(':');
    }
  }

  private void scalar(char first, String place) {
    switch (first) {
      case '"' -> string(place);
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      default -> number();
    }
  }

  private void literal(String word) {
    if (!text.startsWith(word, at)) {
      throw malformed("a value is expected");
    }
    at += word.length();
  }

  private void number() {
    if (at < text.length() && text.charAt(at) == '-') {
      at++;
    }
    boolean leadingZero = at < text.length() && text.charAt(at) == '0';
    int begin = at;
    digits();
    if (leadingZero && at > begin + 1) {
      throw malformed("a number has no leading zero; another character is expected");
    }
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      digits();
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      at++;
      if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
        at++;
      }
      digits();
    }
  }

  private void digits() {
    int begin = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == begin) {
      throw malformed(begin == text.length() ? "more is expected" : "a value is expected");
    }
  }

  /**
   * Goes behind a text.
   *
   * @param place names it in the complaint about a character that cannot be stored; null to allow
   *     all characters
   */
  private void string(String place) {
    expect('"');
    char before = 0;
    while (at < text.length() && text.charAt(at) != '"') {
      char c = text.charAt(at++);
      if (c < 0x20) {
        at--;
        throw malformed("control characters are written as \\u00..");
      }
      boolean escaped = c == '\\';
      char meant = escaped ? escape() : c;
      if (place != null) {
        boolean torn = Character.isLowSurrogate(meant) != Character.isHighSurrogate(before);
        if (torn || (escaped && meant == 0)) {
          throw notStorable(place);
        }
      }
      before = meant;
    }
    if (place != null && Character.isHighSurrogate(before)) {
      throw notStorable(place);
    }
    if (at == text.length()) {
      throw malformed("a closing quote is expected");
    }
    at++;
  }

  private char escape() {
    char kind = at < text.length() ? text.charAt(at++) : END;
    if (kind != 'u') {
      if (kind == END || "\"\\/bfnrt".indexOf(kind) < 0) {
        throw malformed("a backslash is followed by one of \"\\/bfnrtu, which");
      }
      return 'x';
    }
    int end = Math.min(at + 4, text.length());
    int code = 0;
    for (int i = at; i < at + 4; i++) {
      int digit = i < end ? Character.digit(text.charAt(i), 16) : -1;
      if (digit < 0 || text.charAt(i) > 'f') {
        throw malformed("\\u is followed by four hexadecimal digits, which");
      }
      code = code << 4 | digit;
    }
    at = end;
    return (char) code;
  }

  private static ProblemException notStorable(String place) {
    return Problem.invalidValue(
            place, place + " holds a character that cannot be stored: \\u0000 or half of a pair.")
        .asException();
  }

  private ProblemException malformed(String what) {
    return Problem.of(ProblemType.INVALID_BODY)
        .detail("The body is not well-formed JSON: at character " + (at + 1) + " " + what + ".")
        .asException();
  }
}

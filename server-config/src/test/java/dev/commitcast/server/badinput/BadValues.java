package dev.commitcast.server.badinput;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Values that have broken programs before, and random ones. For one thread. */
final class BadValues {
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "-",
          "0",
          "-1",
          "1",
          "2147483648",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775809",
          "99999999999999999999999999",
          "1e400",
          "-0",
          "0x10",
          "1.5",
          "NaN",
          "Infinity",
          "null",
          "true",
          "undefined",
          "now",
          "1.1",
          "1.99999999999999999999",
          "9.9",
          "1.-1",
          "..",
          ".",
          "*",
          "%",
          "'",
          "\"",
          "\\",
          "';--",
          "$1",
          "${jndi:x}",
          "#{1}",
          "<b>",
          "a/b",
          "a;b",
          "a,b",
          "a:b",
          ":",
          "::",
          "\u0000",
          "a\u0000b",
          "\u0001",
          "\n",
          "\r\nX: y",
          "\t",
          "\u007f",
          "\u0085",
          "\u2028",
          "\ufeff",
          "\uffff",
          "\ud83d\ude00",
          "e\u0301",
          "\u202e",
          "İ",
          "ß",
          "0000-00-00",
          "2026-02-30T00:00:00Z",
          "2026-11-21T10:00:00Z",
          "+999999999-12-31T23:59:59Z",
          "-999999999-01-01T00:00:00Z",
          "10000-01-01T00:00:00Z",
          "01JD0000000000000000GENERA",
          "7ZZZZZZZZZZZZZZZZZZZZZZZZZ",
          "ZZZZZZZZZZZZZZZZZZZZZZZZZZ",
          "orders-1",
          "channel:01JD0000000000000000GENERA",
          "\"1\"",
          "W/\"1\"",
          "\"*\"",
          "gzip",
          "INSERT",
          "events",
          "booking",
          "message_change",
          "resume");
  private static final String LETTERS = "abAB09-_.:~/+%&=?#;,@!$'()*[]{}<>|\\^`\" \u00e4\u4e2d";

  private final Random random;

  BadValues(Random random) {
    this.random = random;
  }

  /** Whole characters, of at most a few thousand. */
  String text() {
    return switch (random.nextInt(10)) {
      case 0 -> "x".repeat(1 << random.nextInt(12));
      case 1 -> random(random.nextInt(40));
      case 2 -> Long.toString(random.nextLong());
      case 3 -> "é".repeat(random.nextInt(600));
      default -> one(TEXTS);
    };
  }

  /** Bytes that need not be any text. */
  byte[] bytes(int most) {
    byte[] bytes = new byte[random.nextInt(most + 1)];
    random.nextBytes(bytes);
    return bytes;
  }

  private String random(int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return text.toString();
  }

  <T> T one(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  /** All but letters and digits as %XX, in UTF-8. */
  static String encoded(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (each & 0xff);
      if (c < 0x80 && Character.isLetterOrDigit(c)) {
        encoded.append(c);
      } else {
        encoded.append(String.format("%%%02X", (int) c));
      }
    }
    return encoded.toString();
  }
}

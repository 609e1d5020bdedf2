package dev.commitcast.server.badinput;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A request as bytes.
 *
 * @param torn whether it breaks the rules of HTTP itself, so that the container refuses it before
 *     any application sees it
 */
record BadRequest(byte[] bytes, boolean torn) {

  /** Enough of it to repeat it by hand. */
  @Override
  public String toString() {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    StringBuilder printable = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), 700); i++) {
      char c = text.charAt(i);
      printable.append(c == '\r' ? "\\r" : c == '\n' ? "\\n" : c < 0x20 || c > 0x7e ? hex(c) : c);
    }
    return printable + (text.length() > 700 ? "… (" + text.length() + " bytes)" : "");
  }

  private static String hex(char c) {
    return String.format(Locale.ROOT, "\\x%02x", (int) c);
  }
}

package dev.commitcast.persistence.store;

/**
 * Fields in the text format of COPY; see the PostgreSQL documentation of COPY, "Text Format".
 * Stateless.
 */
final class CopyText {
  private CopyText() {}

  /** Adds a field, or the sign for NULL. */
  static StringBuilder field(StringBuilder line, String value) {
    if (value == null) {
      return line.append("\\N");
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> line.append("\\\\");
        case '\t' -> line.append("\\t");
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        default -> line.append(c);
      }
    }
    return line;
  }
}

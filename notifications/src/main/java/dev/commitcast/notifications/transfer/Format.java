package dev.commitcast.notifications.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Kinds of file. */
public enum Format {
  /** One event a line, as in pages of the log. */
  JSONL,
  /** A database file of go-sync-kit. */
  SQLITE;

  private static final byte[] SQLITE_HEADER =
      "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Format> of(String word) {
    return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
  }

  /** What a file is, by its first bytes. */
  public static Format sniff(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(SQLITE_HEADER.length), SQLITE_HEADER) ? SQLITE : JSONL;
    }
  }

  /** What a file shall be, by its name. */
  public static Format named(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".db") || name.endsWith(".sqlite") || name.endsWith(".sqlite3")
        ? SQLITE
        : JSONL;
  }
}

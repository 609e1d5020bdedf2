package dev.commitcast.notifications.transfer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a person wants of {@link TransferCommand}. Immutable.
 *
 * @param imports whether to import, otherwise to export
 * @param file which file; {@code -} for the standard output
 * @param format what it is or shall be, if that was said
 * @param table which table of a SQLite file
 * @param onError what to do after something that cannot be taken
 * @param versions which numbers an export writes
 * @param after the version behind which an export begins
 */
record TransferArguments(
    boolean imports,
    Path file,
    Optional<Format> format,
    String table,
    OnError onError,
    Exporter.Versions versions,
    long after) {
  static final String USAGE =
      """

      import <file>   brings JSON Lines or a SQLite file of go-sync-kit into the log
        --format jsonl|sqlite     otherwise by its content
        --on-error stop|skip      after what cannot be taken (stop)
        --table <name>            of a SQLite file (events)
      export <file>   writes the log; - is the standard output
        --format jsonl|sqlite     otherwise by its name: .db, .sqlite, .sqlite3 or anything else
        --versions log|original   what is written as version (log)
        --after <version>         begins behind this version (0)

      The database is that of POSTGRES_HOST, POSTGRES_PORT, POSTGRES_DB, POSTGRES_USER and
      POSTGRES_PASSWORD. An import that was interrupted goes on when it is run again.
      """;

  private static final Set<String> OF_IMPORTS = Set.of("--format", "--on-error", "--table");
  private static final Set<String> OF_EXPORTS = Set.of("--format", "--versions", "--after");

  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException with a sentence
   */
  static TransferArguments read(List<String> words) {
    if (words.isEmpty() || !Set.of("import", "export").contains(words.get(0))) {
      throw new IllegalArgumentException("Say import or export.");
    }
    boolean imports = words.get(0).equals("import");
    Set<String> known = imports ? OF_IMPORTS : OF_EXPORTS;
    List<String> files = new ArrayList<>();
    Map<String, String> options = new HashMap<>();
    for (int i = 1; i < words.size(); i++) {
      String word = words.get(i);
      if (!word.startsWith("--")) {
        files.add(word);
      } else if (!known.contains(word) || i + 1 == words.size()) {
        throw new IllegalArgumentException("The option " + word + " is unknown or has no value.");
      } else {
        options.put(word, words.get(++i));
      }
    }
    if (files.size() != 1) {
      throw new IllegalArgumentException("Name one file.");
    }
    return new TransferArguments(
        imports,
        Path.of(files.get(0)),
        Optional.ofNullable(options.get("--format")).map(TransferArguments::format),
        options.getOrDefault("--table", KitTable.DEFAULT),
        choice("--on-error", options.getOrDefault("--on-error", "stop"), OnError.class),
        choice("--versions", options.getOrDefault("--versions", "log"), Exporter.Versions.class),
        after(options.getOrDefault("--after", "0")));
  }

  private static Format format(String word) {
    return choice("--format", word, Format.class);
  }

  private static <E extends Enum<E>> E choice(String option, String word, Class<E> type) {
    for (E each : type.getEnumConstants()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(word)) {
        return each;
      }
    }
    throw new IllegalArgumentException("The option " + option + " cannot be " + word + ".");
  }

  private static long after(String text) {
    if (!text.matches("\\d{1,18}")) {
      throw new IllegalArgumentException("--after is a version, not " + text + ".");
    }
    return Long.parseLong(text);
  }
}

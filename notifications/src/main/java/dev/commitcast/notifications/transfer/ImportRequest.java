package dev.commitcast.notifications.transfer;

import java.nio.file.Path;

/**
 * What is to be imported. Immutable.
 *
 * @param file where it is
 * @param format what it is
 * @param name what people call it
 * @param table which table of a SQLite file
 * @param onError what to do after something that cannot be taken
 */
public record ImportRequest(Path file, Format format, String name, String table, OnError onError) {
  public ImportRequest(Path file, Format format, String name, OnError onError) {
    this(file, format, name, KitTable.DEFAULT, onError);
  }
}

package dev.commitcast.notifications.transfer;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;

/**
 * Opens SQLite files. The only one here who knows the library, which is loaded with the first call
 * and not before. Stateless.
 */
final class SqliteFile {
  private SqliteFile() {}

  static Connection read(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    return config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
  }

  /** Opens a new file for one who fills it and then closes it: a crash leaves nothing of use. */
  static Connection write(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setSynchronous(SQLiteConfig.SynchronousMode.OFF);
    config.setJournalMode(SQLiteConfig.JournalMode.OFF);
    return config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
  }
}

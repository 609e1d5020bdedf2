package dev.commitcast.localpostgres.internal;

import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.localpostgres.LocalPostgresException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * A copy of a running server's files, as {@code pg_basebackup} makes it, which the library does not
 * have. What was written meanwhile is not in it: whoever starts on the copy must be able to get
 * that from the primary, which therefore keeps it. Immutable.
 */
public final class BaseBackup implements Origin {
  /** Folders of which the server makes the content itself. */
  private static final Set<String> EMPTY =
      Set.of(
          "pg_wal",
          "pg_replslot",
          "pg_dynshmem",
          "pg_notify",
          "pg_serial",
          "pg_snapshots",
          "pg_stat_tmp",
          "pg_subtrans");

  private static final Set<String> OWN = Set.of("postmaster.pid", "postmaster.opts");
  private static final String CONTROL = "pg_control";

  private final LocalPostgres primary;

  public BaseBackup(LocalPostgres primary) {
    this.primary = primary;
  }

  @Override
  public void fill(Path folder) throws IOException {
    try (Connection session = primary.superuserConnection();
        Statement statement = session.createStatement()) {
      // the same session has to begin and to end it
      statement.execute("SELECT pg_backup_start('commitcast', fast => true)");
      copy(primary.dataDirectory(), folder);
      try (ResultSet row =
          statement.executeQuery(
              "SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)")) {
        row.next();
        write(folder.resolve("backup_label"), row.getString(1));
      }
      write(folder.resolve("standby.signal"), "");
    } catch (SQLException e) {
      throw new LocalPostgresException(
          "No base backup could be made of the server on port " + primary.port() + ".", e);
    }
  }

  private static void copy(Path source, Path target) throws IOException {
    Files.walkFileTree(source, new Copying(source, target));
    Files.createDirectories(target.resolve("pg_wal"));
    // last, so that no file is older than what it says
    take(source.resolve("global").resolve(CONTROL), target.resolve("global").resolve(CONTROL));
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Unprivileged.hand(file);
  }

  /** A file that the server removes at this moment is not needed: the log says so too. */
  private static void take(Path file, Path copy) throws IOException {
    try {
      Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
      Unprivileged.hand(copy);
    } catch (NoSuchFileException expected) {
      Files.deleteIfExists(copy);
    }
  }

  /** Copies everything but what each server has for itself. */
  private static final class Copying extends SimpleFileVisitor<Path> {
    private final Path source;
    private final Path target;

    Copying(Path source, Path target) {
      this.source = source;
      this.target = target;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      Path relative = source.relativize(folder);
      Path copy = target.resolve(relative.toString());
      Files.createDirectories(copy);
      if (Files.getFileStore(copy).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwx------"));
      }
      Unprivileged.hand(copy);
      return EMPTY.contains(relative.toString())
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      String name = file.getFileName().toString();
      if (!OWN.contains(name) && !CONTROL.equals(name)) {
        take(file, target.resolve(source.relativize(file).toString()));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }
  }
}

package dev.commitcast.localpostgres.internal;

import dev.commitcast.localpostgres.LocalPostgresException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One Java process at a time may own a data directory. The operating system frees the lock when its
 * holder dies, so it is never stale.
 */
final class DirectoryLock implements AutoCloseable {
  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  static DirectoryLock of(Path dataDirectory) {
    Path file = dataDirectory.resolveSibling(dataDirectory.getFileName() + ".lock");
    try {
      Files.createDirectories(file.getParent());
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        channel.close();
        throw new LocalPostgresException(
            "The database in "
                + dataDirectory
                + " is in use by another run of this program. Stop that one first.");
      }
      return new DirectoryLock(channel);
    } catch (IOException e) {
      throw new LocalPostgresException("The lock file " + file + " cannot be used.", e);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException expected) {
      // held by this same process
      return false;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException ignored) {
      // the lock ends with the process at the latest
    }
  }
}

package dev.commitcast.localpostgres.internal;

import dev.commitcast.localpostgres.LocalPostgresException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * Where this user's unpacked programs lie: the cache folder of the home directory. Users without a
 * home (containers) have a folder of their own beside the temporary files; root, when the programs
 * run as nobody, who may not enter root's home, has one that only root can write to.
 */
final class UserCache {
  private static final String NAME = "commitcast";

  private UserCache() {}

  static Path directory() throws IOException {
    if (Unprivileged.asNobody()) {
      return Files.createDirectories(Path.of("/var/cache", NAME));
    }
    try {
      return Files.createDirectories(home().resolve(NAME));
    } catch (IOException expected) {
      // no home that we may write to
      return besideTemporaryFiles();
    }
  }

  private static Path home() {
    return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
        .filter(value -> !value.isBlank())
        .map(Path::of)
        .filter(Path::isAbsolute)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"));
  }

  /** In a shared folder a name proves nothing: somebody else may have made it first. */
  private static Path besideTemporaryFiles() throws IOException {
    String user = System.getProperty("user.name");
    Path own =
        Path.of(System.getProperty("java.io.tmpdir"), NAME + "-" + user.replaceAll("\\W", "_"));
    var ours = PosixFilePermissions.fromString("rwx------");
    try {
      Files.createDirectory(own, PosixFilePermissions.asFileAttribute(ours));
    } catch (FileAlreadyExistsException expected) {
      boolean trusted =
          Files.isDirectory(own, LinkOption.NOFOLLOW_LINKS)
              && Files.isWritable(own)
              && Files.getPosixFilePermissions(own, LinkOption.NOFOLLOW_LINKS).equals(ours);
      if (!trusted) {
        throw new LocalPostgresException(
            "The folder " + own + " does not belong to " + user + " alone. Remove it.", expected);
      }
    }
    return own;
  }
}

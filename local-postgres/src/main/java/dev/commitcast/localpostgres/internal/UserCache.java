package dev.commitcast.localpostgres.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where this user's unpacked programs lie: the cache folder of the home directory, or a folder of
 * our own beside the temporary files for users without a home (containers).
 */
final class UserCache {
  private UserCache() {}

  static Path directory() throws IOException {
    Path base =
        Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
            .filter(value -> !value.isBlank())
            .map(Path::of)
            .filter(Path::isAbsolute)
            .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"));
    try {
      return Files.createDirectories(base.resolve("commitcast"));
    } catch (IOException expected) {
      // no home that we may write to; a fresh folder costs an unpacking with each run
      return Files.createTempDirectory("commitcast-programs-");
    }
  }
}

package dev.commitcast.localpostgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A wall clock that goes wrong when it is told to, for processes that are started with its {@link
 * #environment}, by the library libfaketime (in Debian the package {@code faketime}). What such
 * processes measure in monotonic time stays right, as with a real clock that somebody sets. A shift
 * is seen within about a second. Thread-safe.
 */
public final class ShiftedClock implements AutoCloseable {
  private static final String LIBRARY = "libfaketimeMT.so.1";
  private static final List<Path> FOLDERS =
      List.of(Path.of("/usr/lib"), Path.of("/usr/lib64"), Path.of("/usr/local/lib"));

  private final Path library;
  private final Path folder;
  private final Path shift;

  private ShiftedClock(Path library) throws IOException {
    this.library = library;
    this.folder = Files.createTempDirectory("commitcast-clock-");
    this.shift = folder.resolve("shift");
    // a server that runs as nobody reads it too
    if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    shift(Duration.ZERO);
  }

  /** Why there is none on this machine; empty if there is. */
  public static Optional<String> hindrance() {
    return library().isPresent()
        ? Optional.empty()
        : Optional.of(
            LIBRARY + " is not installed (Debian: apt-get install faketime), so no clock is set.");
  }

  /** A clock that is right as yet. */
  public static ShiftedClock right() {
    try {
      return new ShiftedClock(
          library().orElseThrow(() -> new LocalPostgresException(hindrance().orElseThrow())));
    } catch (IOException e) {
      throw new UncheckedIOException("The file of the shifted clock cannot be written.", e);
    }
  }

  /** What a process needs in its environment to take this clock for the right one. */
  public Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD", library.toString(),
        "FAKETIME_TIMESTAMP_FILE", shift.toString(),
        "FAKETIME_CACHE_DURATION", "1",
        "FAKETIME_DONT_FAKE_MONOTONIC", "1",
        "DONT_FAKE_MONOTONIC", "1",
        // its cure for another version of the C library lets a JVM's waits return at once
        "FAKETIME_FORCE_MONOTONIC_FIX", "0",
        "NO_FAKE_STAT", "1");
  }

  /** From now on it shows the right time plus this, which is negative for a clock set back. */
  public void shift(Duration by) {
    Path fresh = folder.resolve("shift.new");
    try {
      Files.writeString(fresh, "%+d\n".formatted(by.toSeconds()));
      Files.move(fresh, shift, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("The clock was not set: " + shift, e);
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(shift);
      Files.deleteIfExists(folder);
    } catch (IOException ignored) {
      // two small files stay with the temporary ones
    }
  }

  private static Optional<Path> library() {
    return FOLDERS.stream()
        .flatMap(ShiftedClock::withSubfolders)
        .flatMap(
            folder ->
                Stream.of(folder.resolve(LIBRARY), folder.resolve("faketime").resolve(LIBRARY)))
        .filter(Files::isReadable)
        .findFirst();
  }

  /** Debian has a folder for each architecture. */
  private static Stream<Path> withSubfolders(Path folder) {
    try (Stream<Path> folders = Files.list(folder)) {
      return Stream.concat(
          Stream.of(folder),
          folders
              .filter(path -> path.getFileName().toString().contains("-linux-"))
              .toList()
              .stream());
    } catch (IOException expected) {
      // this system has no such folder
      return Stream.empty();
    }
  }
}

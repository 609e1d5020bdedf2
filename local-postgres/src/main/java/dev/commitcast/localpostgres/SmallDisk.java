package dev.commitcast.localpostgres;

import dev.commitcast.localpostgres.internal.Platform;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A file system of a few megabytes in memory, to put data on that are to run out of space. Needs
 * Linux and the right to mount. A shell holds it: when this Java process ends, however, the shell
 * unmounts it as soon as nobody uses it. Thread-safe.
 */
public final class SmallDisk implements AutoCloseable {
  private static final int CHUNK = 1 << 16;
  private static final int SECONDS = 30;

  // $1 the folder, $2 the size; the read ends with us
  private static final String SCRIPT =
      """
      trap '' INT HUP TERM
      mount -t tmpfs -o "size=$2,mode=0755" commitcast-small-disk "$1" || exit 1
      echo mounted
      read -r _
      until umount "$1" 2>/dev/null; do sleep 0.2; done
      rmdir "$1"
      """;

  private final Path folder;
  private final Process shell;

  private SmallDisk(Path folder, Process shell) {
    this.folder = folder;
    this.shell = shell;
  }

  /** Why there is none on this machine; empty if there is. */
  public static Optional<String> hindrance() {
    if (Platform.windows()) {
      return Optional.of("A small disk needs Linux's tmpfs.");
    }
    try (SmallDisk trial = mount(1 << 20)) {
      return Files.isDirectory(trial.folder()) ? Optional.empty() : Optional.of("It vanished.");
    } catch (LocalPostgresException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** Mounts a disk of this many bytes. */
  public static SmallDisk mount(long bytes) {
    try {
      Path folder = Files.createTempDirectory("commitcast-disk-");
      Process shell =
          new ProcessBuilder(
                  "sh", "-c", SCRIPT, "commitcast-small-disk", folder.toString(), bytes + "")
              .redirectErrorStream(true)
              .start();
      BufferedReader words = shell.inputReader();
      String word = words.readLine();
      if (!"mounted".equals(word)) {
        Files.deleteIfExists(folder);
        throw new LocalPostgresException("No small disk could be mounted here: " + word);
      }
      return new SmallDisk(folder, shell);
    } catch (IOException e) {
      throw new UncheckedIOException("No small disk could be made.", e);
    }
  }

  /** Its root. Everybody may enter; whoever runs a server on it makes a folder below. */
  public Path folder() {
    return folder;
  }

  public long free() {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException("The space on " + folder + " is not known.", e);
    }
  }

  /** Takes all space that is left, but for some bytes. */
  public void fill(long left) {
    try (FileChannel ballast =
        FileChannel.open(ballast(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      ByteBuffer zeros = ByteBuffer.allocate(CHUNK);
      for (long excess = free() - left; excess > 0; excess = free() - left) {
        zeros.clear().limit((int) Math.min(CHUNK, excess));
        ballast.write(zeros);
      }
    } catch (IOException expected) {
      // somebody else took the last bytes: it is full, which is what was asked for
    }
  }

  /** Gives back what {@link #fill} took. */
  public void relieve() {
    try {
      Files.deleteIfExists(ballast());
    } catch (IOException e) {
      throw new UncheckedIOException("The ballast could not be removed: " + ballast(), e);
    }
  }

  private Path ballast() {
    return folder.resolve("ballast");
  }

  /** Unmounts it, with all that is on it. Nobody may use it any more. */
  @Override
  public void close() {
    try (OutputStream pipe = shell.getOutputStream()) {
      pipe.write('\n');
    } catch (IOException ignored) {
      // the shell has ended, and the disk with it
    }
    try {
      if (!shell.waitFor(SECONDS, TimeUnit.SECONDS)) {
        throw new LocalPostgresException(
            "The disk " + folder + " is still in use " + SECONDS + " s after it was closed.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

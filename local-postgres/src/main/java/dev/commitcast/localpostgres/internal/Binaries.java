package dev.commitcast.localpostgres.internal;

import dev.commitcast.localpostgres.LocalPostgresException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked once into the user's own cache. The folder's name holds a hash of
 * the archive, so another version never meets this one; it appears whole, by a rename, so two
 * programs may unpack at once. It is not shared between users: whoever owns it could change what
 * the others run.
 */
final class Binaries {
  private Binaries() {}

  /** Returns the folder that holds {@code bin}, unpacking the archive when needed. */
  static Path unpacked() {
    URL archive = Binaries.class.getResource("/" + Platform.archive());
    if (archive == null) {
      throw new LocalPostgresException(
          "There are no PostgreSQL programs for this machine on the class path ("
              + Platform.archive()
              + "). Start a PostgreSQL yourself and set POSTGRES_HOST.");
    }
    try {
      Path home = UserCache.directory().resolve("postgresql-" + hash(archive));
      if (!Files.isDirectory(home)) {
        unpack(archive, home);
      }
      return home;
    } catch (IOException e) {
      throw new LocalPostgresException(
          "PostgreSQL's programs could not be unpacked from " + archive + ".", e);
    }
  }

  private static String hash(URL archive) throws IOException {
    try (InputStream stream = archive.openStream();
        DigestInputStream digest =
            new DigestInputStream(stream, MessageDigest.getInstance("SHA-256"))) {
      digest.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.getMessageDigest().digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every Java platform has SHA-256.", e);
    }
  }

  private static void unpack(URL archive, Path home) throws IOException {
    Path fresh = Files.createTempDirectory(home.getParent(), "unpacking-");
    try {
      try (InputStream stream = archive.openStream();
          TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(stream))) {
        for (TarArchiveEntry entry = tar.getNextEntry();
            entry != null;
            entry = tar.getNextEntry()) {
          write(tar, entry, fresh);
        }
      }
      if (Unprivileged.asNobody()) {
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!Files.isDirectory(home)) {
        throw e;
      }
      // another program was faster, and its result is the same
    } finally {
      Directories.delete(fresh);
    }
  }

  private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path root)
      throws IOException {
    Path target = root.resolve(entry.getName()).normalize();
    if (!target.startsWith(root)) {
      throw new IOException("The archive holds a file outside itself: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(tar, target);
    boolean executable = (entry.getMode() & 0100) != 0;
    if (executable && !target.toFile().setExecutable(true, false)) {
      throw new IOException("The file " + target + " could not be made executable.");
    }
  }
}

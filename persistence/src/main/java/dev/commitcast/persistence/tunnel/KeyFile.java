package dev.commitcast.persistence.tunnel;

import dev.commitcast.persistence.journal.Journal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.util.io.resource.PathResource;
import org.apache.sshd.common.util.security.SecurityUtils;

/** Our private key, in a file that is nobody else's to read. Immutable. */
final class KeyFile {
  private final TunnelSettings settings;
  private final Path path;

  KeyFile(TunnelSettings settings) {
    this.settings = settings;
    this.path = settings.key();
  }

  KeyPair read(Journal journal) {
    if (!Files.isRegularFile(path)) {
      throw new TunnelException(
          TunnelFault.KEY_FILE_MISSING,
          "There is no SSH key file " + path + "; check " + TunnelSettings.KEY + ".");
    }
    checkReaders(journal);
    FilePasswordProvider passphrase =
        settings
            .passphrase()
            .<FilePasswordProvider>map(FilePasswordProvider::of)
            .orElse(FilePasswordProvider.EMPTY);
    try (InputStream in = Files.newInputStream(path)) {
      Iterable<KeyPair> pairs =
          SecurityUtils.loadKeyPairIdentities(null, new PathResource(path), in, passphrase);
      Iterator<KeyPair> found = pairs == null ? null : pairs.iterator();
      if (found == null || !found.hasNext()) {
        throw unreadable(null);
      }
      return found.next();
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw e instanceof TunnelException ours ? ours : unreadable(e);
    }
  }

  private TunnelException unreadable(Exception cause) {
    String why =
        settings.passphrase().isPresent()
            ? "Its form is not known, or the value of "
                + TunnelSettings.PASSPHRASE
                + " is not its passphrase."
            : "It must be an OpenSSH or PKCS #8 key (ed25519, ecdsa, rsa) that this process may"
                + " read; if it has a passphrase, set "
                + TunnelSettings.PASSPHRASE
                + ".";
    return new TunnelException(
        TunnelFault.KEY_UNREADABLE,
        "The SSH key in " + path + " (" + TunnelSettings.KEY + ") cannot be read. " + why,
        cause);
  }

  private void checkReaders(Journal journal) {
    Set<PosixFilePermission> permissions;
    try {
      permissions = Files.getPosixFilePermissions(path);
    } catch (IOException | UnsupportedOperationException expected) {
      // no such permissions here; whether it can be read shows when it is read
      return;
    }
    String advice = "; run: chmod 600 " + path;
    if (permissions.contains(PosixFilePermission.OTHERS_READ)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new TunnelException(
          TunnelFault.KEY_OPEN_TO_OTHERS,
          "Everybody on this machine may read or replace the SSH key file " + path + advice);
    }
    if (permissions.contains(PosixFilePermission.GROUP_READ)
        || permissions.contains(PosixFilePermission.GROUP_WRITE)) {
      journal.warn(
          "tunnel_warning",
          Map.of("warning", "The file's group may read the SSH key file " + path + advice));
    }
  }
}

package dev.commitcast.persistence.tunnel;

import java.net.SocketAddress;
import java.nio.file.Files;
import java.security.PublicKey;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.client.keyverifier.KnownHostsServerKeyVerifier;
import org.apache.sshd.client.keyverifier.RejectAllServerKeyVerifier;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;

/**
 * Whether the SSH server is the one that we mean: its key must stand in the file of known hosts,
 * which is read anew for every connection and never written. Remembers why it refused, since the
 * library only says that it did. Thread-safe.
 */
final class HostKeys implements ServerKeyVerifier {
  private final TunnelSettings settings;
  private final AtomicReference<TunnelException> refusal = new AtomicReference<>();

  HostKeys(TunnelSettings settings) {
    this.settings = settings;
  }

  /** Why the last connection was refused; asked once. */
  Optional<TunnelException> refusal() {
    return Optional.ofNullable(refusal.getAndSet(null));
  }

  @Override
  public boolean verifyServerKey(ClientSession session, SocketAddress remote, PublicKey key) {
    return !settings.hostKeyCheck() || new Verifier().verifyServerKey(session, remote, key);
  }

  private void refuse(TunnelFault fault, String what, PublicKey key) {
    String name =
        settings.port() == 22 ? settings.host() : "[" + settings.host() + "]:" + settings.port();
    refusal.set(
        new TunnelException(
            fault,
            what
                + " It shows the key "
                + KeyUtils.getFingerPrint(key)
                + ". If that is its key, the line for "
                + settings.knownHosts()
                + " is: "
                + name
                + " "
                + PublicKeyEntry.toString(key)));
  }

  private final class Verifier extends KnownHostsServerKeyVerifier {
    Verifier() {
      super(RejectAllServerKeyVerifier.INSTANCE, settings.knownHosts());
    }

    @Override
    public boolean verifyServerKey(ClientSession session, SocketAddress remote, PublicKey key) {
      if (!Files.isReadable(settings.knownHosts())) {
        return acceptUnknownHostKey(session, remote, key);
      }
      return super.verifyServerKey(session, remote, key);
    }

    @Override
    protected boolean acceptUnknownHostKey(
        ClientSession session, SocketAddress remote, PublicKey key) {
      refuse(
          TunnelFault.HOST_KEY_UNKNOWN,
          "The SSH server " + settings + " is not among the known hosts.",
          key);
      return false;
    }

    @Override
    public boolean acceptModifiedServerKey(
        ClientSession session,
        SocketAddress remote,
        KnownHostEntry entry,
        PublicKey expected,
        PublicKey actual) {
      refuse(
          TunnelFault.HOST_KEY_CHANGED,
          "The SSH server "
              + settings
              + " has another key than the known "
              + KeyUtils.getFingerPrint(expected)
              + "; somebody may pretend to be it.",
          actual);
      return false;
    }
  }
}

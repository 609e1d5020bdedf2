package dev.commitcast.server.acceptance;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyEncryptionContext;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.forward.AcceptAllForwardingFilter;
import org.apache.sshd.server.forward.TcpForwardingFilter;
import org.apache.sshd.server.forward.TcpipServerChannel;

/**
 * An SSH server in this process. It knows a host of the name {@link #HIDDEN}, as which it sees this
 * machine; nobody else knows it. Thread-safe.
 */
final class SshGate implements AutoCloseable {
  static final String HIDDEN = "db.behind-the-gate.invalid";

  private final List<KeyPair> known = new CopyOnWriteArrayList<>();
  private final Path folder;
  private final KeyPair hostKey;
  private SshServer server;
  private int port;

  SshGate(Path folder) throws IOException, GeneralSecurityException {
    this.folder = Files.createDirectories(folder);
    this.hostKey = pair("EC", 256);
    start();
  }

  static KeyPair pair(String algorithm, int size) throws GeneralSecurityException {
    KeyPairGenerator generator =
        algorithm.equals("Ed25519")
            ? SecurityUtils.getKeyPairGenerator(SecurityUtils.EDDSA)
            : KeyPairGenerator.getInstance(algorithm);
    generator.initialize(size);
    return generator.generateKeyPair();
  }

  /** Starts on the same port as before. */
  void start() throws IOException {
    server = SshServer.setUpDefaultServer();
    server.setHost("127.0.0.1");
    server.setPort(port);
    server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
    server.setPublickeyAuthenticator(
        (user, key, session) ->
            known.stream().anyMatch(each -> KeyUtils.compareKeys(each.getPublic(), key)));
    server.setForwardingFilter(AcceptAllForwardingFilter.INSTANCE);
    server.setChannelFactories(List.of(new Seeing()));
    server.start();
    port = server.getPort();
  }

  void stop() throws IOException {
    server.stop(true);
  }

  int port() {
    return port;
  }

  /** A file of known hosts in which this server stands under a name. */
  Path knownHosts(String host) throws IOException {
    return Files.writeString(
        folder.resolve("known_hosts"),
        "[" + host + "]:" + port + " " + PublicKeyEntry.toString(hostKey.getPublic()) + "\n");
  }

  /** A key that opens, in a file as ssh-keygen writes it; without a passphrase if it is null. */
  Path openSshKey(String name, KeyPair pair, String passphrase)
      throws IOException, GeneralSecurityException {
    known.add(pair);
    OpenSSHKeyEncryptionContext encryption = null;
    if (passphrase != null) {
      encryption = new OpenSSHKeyEncryptionContext();
      encryption.setCipherName("AES");
      encryption.setCipherType("256");
      encryption.setCipherMode("CTR");
      encryption.setPassword(passphrase);
    }
    Path file = ownFile(name);
    try (OutputStream out = Files.newOutputStream(file)) {
      OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, name, encryption, out);
    }
    return file;
  }

  Path ownFile(String name) throws IOException {
    return Files.createFile(
        folder.resolve(name),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  @Override
  public void close() throws IOException {
    stop();
  }

  /** Forwards to this machine what goes to the hidden host. */
  private static final class Seeing extends TcpipServerChannel.TcpipFactory {
    Seeing() {
      super(TcpForwardingFilter.Type.Direct);
    }

    @Override
    public Channel createChannel(Session session) {
      return new TcpipServerChannel(TcpForwardingFilter.Type.Direct, null) {
        @Override
        protected OpenFuture doInit(Buffer request) {
          String host = request.getString();
          Buffer seen = new ByteArrayBuffer();
          seen.putString(host.equals(HIDDEN) ? "127.0.0.1" : host);
          seen.putInt(request.getUInt());
          seen.putString(request.getString());
          seen.putInt(request.getUInt());
          return super.doInit(seen);
        }
      };
    }
  }
}

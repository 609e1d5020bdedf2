package dev.commitcast.persistence.tunnel;

import dev.commitcast.driver.HostList;
import dev.commitcast.driver.HostPort;
import dev.commitcast.persistence.journal.Journal;
import java.io.IOException;
import java.security.KeyPair;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelDirectTcpip;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.core.CoreModuleProperties;

/**
 * Makes SSH connections and the ways through them. One at a time is in use; its owner closes it.
 * Thread-safe.
 */
final class SshLine implements AutoCloseable {
  private static final SshdSocketAddress ANY_PORT = new SshdSocketAddress("127.0.0.1", 0);

  /** Without an answer to so many questions in a row, the connection counts as dead. */
  private static final int UNANSWERED = 2;

  private final TunnelSettings settings;
  private final HostList hosts;
  private final HostKeys hostKeys;
  private final SshClient client;

  /**
   * An SSH connection that stands.
   *
   * @param session ends when the connection does
   * @param localPorts where the hosts are to be found on this machine
   */
  record Opened(ClientSession session, Map<HostPort, Integer> localPorts) {}

  SshLine(TunnelSettings settings, HostList hosts, Journal journal) {
    this.settings = settings;
    this.hosts = hosts;
    this.hostKeys = new HostKeys(settings);
    KeyPair key = new KeyFile(settings).read(journal);
    client = SshClient.setUpDefaultClient();
    client.setServerKeyVerifier(hostKeys);
    // what ~/.ssh says about other programs' connections is not about ours
    client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    client.setKeyIdentityProvider(KeyIdentityProvider.wrapKeyPairs(key));
    client.setUserAuthFactoriesNames(List.of("publickey"));
    CoreModuleProperties.HEARTBEAT_INTERVAL.set(client, settings.keepAlive());
    CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(client, UNANSWERED);
    CoreModuleProperties.TCP_NODELAY.set(client, true);
    CoreModuleProperties.SOCKET_KEEPALIVE.set(client, true);
    client.start();
  }

  /** Connects, says who we are, and lays one way to each host. */
  Opened open() {
    ClientSession session = null;
    try {
      session =
          client
              .connect(settings.user(), settings.host(), settings.port())
              .verify(settings.connectTimeout())
              .getClientSession();
      session.auth().verify(settings.connectTimeout());
      Map<HostPort, Integer> ports = new LinkedHashMap<>();
      for (HostPort host : hosts.all()) {
        SshdSocketAddress there = new SshdSocketAddress(host.host(), host.port());
        refuseProhibition(session, host, there);
        ports.put(
            host,
            session.createLocalPortForwardingTracker(ANY_PORT, there).getBoundAddress().getPort());
      }
      return new Opened(session, Map.copyOf(ports));
    } catch (IOException | RuntimeException e) {
      if (session != null) {
        session.close(true);
      }
      Optional<TunnelException> refusal = hostKeys.refusal();
      throw refusal.orElseGet(() -> SshFaults.read(e, settings));
    }
  }

  /** A server that forbids it says so when somebody tries, which would be too late. */
  private void refuseProhibition(ClientSession session, HostPort host, SshdSocketAddress there)
      throws IOException {
    ChannelDirectTcpip attempt = session.createDirectTcpipChannel(ANY_PORT, there);
    try {
      attempt.open().verify(settings.connectTimeout());
    } catch (IOException e) {
      for (Throwable at = e; at != null; at = at.getCause()) {
        if (at instanceof SshChannelOpenException refused
            && refused.getReasonCode() == SshConstants.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED) {
          throw new TunnelException(
              TunnelFault.FORWARDING_REFUSED,
              "The SSH server "
                  + settings
                  + " forbids forwarding to the database "
                  + host
                  + "; see AllowTcpForwarding and PermitOpen there, or correct POSTGRES_HOST.",
              e);
        }
      }
      // the way is allowed, and the database is away: whoever connects to it will see
    } finally {
      attempt.close(true);
    }
  }

  @Override
  public void close() {
    client.close(true);
  }
}

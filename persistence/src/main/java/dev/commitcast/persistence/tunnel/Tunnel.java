package dev.commitcast.persistence.tunnel;

import dev.commitcast.driver.HostList;
import dev.commitcast.persistence.config.ConfigurationException;
import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.journal.Journal;
import java.util.Optional;

/** The way to the database, open while connections go through it. Thread-safe. */
public interface Tunnel extends AutoCloseable {
  TunnelState state();

  /** Connections that go through it break. */
  @Override
  void close();

  /**
   * Opens what is configured; without {@code SSH_HOST} that is nothing.
   *
   * @param hosts as the SSH server sees them
   * @throws TunnelException with a sentence
   * @throws ConfigurationException naming the setting that cannot work
   */
  static Tunnel open(Settings settings, HostList hosts, Journal journal) {
    Optional<TunnelSettings> wanted = TunnelSettings.from(settings);
    return wanted.isPresent() ? SshTunnel.open(wanted.get(), hosts, journal) : new StraightWay();
  }
}

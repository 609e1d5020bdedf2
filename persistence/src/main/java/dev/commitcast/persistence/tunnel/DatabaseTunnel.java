package dev.commitcast.persistence.tunnel;

import dev.commitcast.driver.HostList;
import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.journal.Journal;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * The application's tunnel: opened before its first connection, closed after its last one.
 * Thread-safe.
 */
@ApplicationScoped
public class DatabaseTunnel {
  private volatile Tunnel tunnel;

  /**
   * Opens it, unless it is open already.
   *
   * @throws TunnelException with a sentence
   */
  public synchronized void open(Settings settings, HostList hosts, Journal journal) {
    if (tunnel == null) {
      tunnel = Tunnel.open(settings, hosts, journal);
    }
  }

  public synchronized void close() {
    if (tunnel != null) {
      tunnel.close();
    }
  }

  public TunnelState state() {
    Tunnel current = tunnel;
    return current == null ? TunnelState.NONE : current.state();
  }
}

package dev.commitcast.persistence.tunnel;

import dev.commitcast.driver.HostList;
import dev.commitcast.driver.Routes;
import dev.commitcast.persistence.journal.Journal;
import dev.commitcast.persistence.journal.Repetition;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A tunnel that opens itself again when it is lost, for as long as it is not closed. A thread of
 * its own waits for that; while there is no tunnel, connections fail at once and come back by their
 * own patience. Thread-safe.
 */
final class SshTunnel implements Tunnel {
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration END = Duration.ofSeconds(2);

  private final TunnelSettings settings;
  private final HostList hosts;
  private final Journal journal;
  private final SshLine line;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread keeper = new Thread(this::keep, "commitcast-tunnel");

  /** Used while it opens at first, and by its keeper afterwards. */
  private final Repetition repetition = new Repetition(System::nanoTime);

  private volatile TunnelState state = TunnelState.OPENING;
  private volatile SshLine.Opened opened;

  private SshTunnel(TunnelSettings settings, HostList hosts, Journal journal) {
    this.settings = settings;
    this.hosts = hosts;
    this.journal = journal;
    this.line = new SshLine(settings, hosts, journal);
    keeper.setDaemon(true);
  }

  static SshTunnel open(TunnelSettings settings, HostList hosts, Journal journal) {
    if (!settings.hostKeyCheck()) {
      journal.warn(
          "tunnel_warning",
          Map.of(
              "warning",
              TunnelSettings.HOST_KEY_CHECK
                  + " is off: whoever answers as "
                  + settings
                  + " is believed to be it, and sees all traffic that has no TLS of its own."));
    }
    Routes.close(hosts.all());
    SshTunnel tunnel = null;
    try {
      tunnel = new SshTunnel(settings, hosts, journal);
      tunnel.openAtFirst();
      return tunnel;
    } catch (RuntimeException e) {
      if (tunnel != null) {
        tunnel.line.close();
      }
      throw e;
    }
  }

  private void openAtFirst() {
    for (int attempt = 1; ; attempt++) {
      try {
        stand("tunnel_opened", attempt);
        keeper.start();
        return;
      } catch (TunnelException e) {
        if (!e.fault().mayPass() || attempt > settings.maxRetries()) {
          throw e;
        }
        trouble(e, attempt);
        rest(settings.retryDelay().multipliedBy(attempt));
      }
    }
  }

  private void stand(String event, int attempt) {
    SshLine.Opened next = line.open();
    opened = next;
    Routes.open(next.localPorts());
    state = TunnelState.OPEN;
    journal.info(
        event, Map.of("server", settings.toString(), "to", hosts.toString(), "attempt", attempt));
  }

  private void keep() {
    while (closing.getCount() > 0) {
      try {
        keepOnce();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | Error e) {
        // whatever it was: without its keeper the next loss would be for good
        if (closing.getCount() > 0) {
          journal.error("tunnel_trouble", e, Map.of("server", settings.toString()));
          rest(LONGEST_PAUSE);
        }
      }
    }
  }

  private void keepOnce() throws InterruptedException {
    CountDownLatch lost = new CountDownLatch(1);
    opened.session().addCloseFutureListener(ended -> lost.countDown());
    lost.await();
    if (closing.getCount() > 0) {
      state = TunnelState.OPENING;
      Routes.close(hosts.all());
      journal.warn("tunnel_lost", Map.of("server", settings.toString()));
      openAgain();
    }
  }

  /** The first attempt at once: most losses are short. */
  private void openAgain() {
    for (int attempt = 1; closing.getCount() > 0; attempt++) {
      try {
        stand("tunnel_reopened", attempt);
        return;
      } catch (TunnelException e) {
        trouble(e, attempt);
        Duration pause = settings.retryDelay().multipliedBy(attempt);
        rest(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
      } catch (RuntimeException e) {
        if (repetition.mayBeTold()) {
          journal.error("tunnel_trouble", e, Map.of("attempt", attempt));
        }
        rest(LONGEST_PAUSE);
      }
    }
  }

  private void trouble(TunnelException e, int attempt) {
    if (repetition.mayBeTold()) {
      journal.warn(
          "tunnel_trouble",
          Map.of("code", e.fault().name(), "error", e.getMessage(), "attempt", attempt));
    }
  }

  private void rest(Duration pause) {
    try {
      if (closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TunnelException(TunnelFault.LOST, "Interrupted while opening the SSH tunnel.", e);
    }
  }

  @Override
  public TunnelState state() {
    return state;
  }

  @Override
  public void close() {
    closing.countDown();
    Routes.close(hosts.all());
    line.close();
    try {
      keeper.join(END.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Routes.forget(hosts.all());
    state = TunnelState.CLOSED;
    journal.info("tunnel_closed", Map.of("server", settings.toString()));
  }
}

package dev.commitcast.driver;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which way leads to a host: the straight one, unless somebody has laid another. Kept in system
 * properties, since the server's pool and the application share no class of ours. Whoever lays ways
 * takes them up again; there is one set of them in a process. Thread-safe.
 */
public final class Routes {
  private static final String LAID = "commitcast.routes";
  private static final String CLOSED = "closed";

  private Routes() {}

  /** Whether somebody has laid any, open or closed. */
  public static boolean laid() {
    return System.getProperty(LAID) != null;
  }

  /** From now on these hosts are reached through ports of this machine. */
  public static void open(Map<HostPort, Integer> localPorts) {
    localPorts.forEach((host, port) -> System.setProperty(key(host), Integer.toString(port)));
    System.setProperty(LAID, "true");
  }

  /** From now on connections to these hosts fail at once; nobody takes the straight way. */
  public static void close(List<HostPort> hosts) {
    hosts.forEach(host -> System.setProperty(key(host), CLOSED));
    System.setProperty(LAID, "true");
  }

  /** Everybody takes the straight way again. */
  public static void forget(List<HostPort> hosts) {
    System.clearProperty(LAID);
    hosts.forEach(host -> System.clearProperty(key(host)));
  }

  /**
   * Where to connect to instead.
   *
   * @return the same address if no other way is laid
   * @throws ConnectException if the way is closed just now
   */
  public static SocketAddress to(SocketAddress address) throws IOException {
    if (!laid() || !(address instanceof InetSocketAddress internet)) {
      return address;
    }
    String way =
        System.getProperty(key(new HostPort(bare(internet.getHostString()), internet.getPort())));
    if (way == null) {
      return address;
    }
    if (way.equals(CLOSED)) {
      throw new ConnectException(
          "The SSH tunnel to the database is not open just now; it is being opened again.");
    }
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(way));
  }

  private static String bare(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private static String key(HostPort host) {
    return "commitcast.route." + host.toString().toLowerCase(Locale.ROOT);
  }
}

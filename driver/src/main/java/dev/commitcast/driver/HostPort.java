package dev.commitcast.driver;

/**
 * Where one database server listens. Immutable.
 *
 * @param host name or address; an IPv6 address without brackets
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {
  public HostPort {
    if (host == null || host.isBlank()) {
      throw new IllegalArgumentException("The name of a host is missing.");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "The port of " + host + " must be from 1 to 65535, not " + port + ".");
    }
  }

  /** As the driver wants it in an address. */
  String inAddress() {
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }

  @Override
  public String toString() {
    return inAddress() + ":" + port;
  }
}

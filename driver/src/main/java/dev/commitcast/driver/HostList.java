package dev.commitcast.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The hosts of one database: one of them is the primary, and which one may change. Immutable.
 *
 * @param all in the order in which they are tried
 */
public record HostList(List<HostPort> all) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]+");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]+(%[A-Za-z0-9_.-]+)?");

  public HostList {
    all = List.copyOf(all);
    if (all.isEmpty()) {
      throw new IllegalArgumentException("There must be one host at least.");
    }
  }

  /**
   * Reads {@code db1,db2:5433,[fd00::1]:5432}.
   *
   * @param defaultPort of those that name none
   * @throws IllegalArgumentException with a sentence
   */
  public static HostList parse(String text, int defaultPort) {
    List<HostPort> hosts = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      HostPort host = one(part.strip(), defaultPort);
      if (hosts.contains(host)) {
        throw new IllegalArgumentException("The host " + host + " is named twice.");
      }
      hosts.add(host);
    }
    return new HostList(hosts);
  }

  private static HostPort one(String text, int defaultPort) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("Between two commas, or beside one, a host is missing.");
    }
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      String rest = end < 0 ? "" : text.substring(end + 1);
      if (end < 0 || !rest.isEmpty() && !rest.startsWith(":")) {
        throw new IllegalArgumentException(
            "An IPv6 address with a port is written like [fd00::1]:5432, not " + text + ".");
      }
      int port = rest.isEmpty() ? defaultPort : port(rest.substring(1), text);
      return new HostPort(matching(IPV6, text.substring(1, end)), port);
    }
    int colon = text.indexOf(':');
    if (colon < 0) {
      return new HostPort(matching(NAME, text), defaultPort);
    }
    if (text.indexOf(':', colon + 1) >= 0) {
      return new HostPort(matching(IPV6, text), defaultPort);
    }
    return new HostPort(
        matching(NAME, text.substring(0, colon)), port(text.substring(colon + 1), text));
  }

  private static String matching(Pattern pattern, String host) {
    if (!pattern.matcher(host).matches()) {
      throw new IllegalArgumentException("\"" + host + "\" is no name and no address of a host.");
    }
    return host;
  }

  private static int port(String digits, String where) {
    if (!digits.matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException("The port in " + where + " is no number.");
    }
    return new HostPort(where, Integer.parseInt(digits)).port();
  }

  /** Whether the primary must be looked for. */
  public boolean several() {
    return all.size() > 1;
  }

  public String[] names() {
    return all.stream().map(HostPort::inAddress).toArray(String[]::new);
  }

  public int[] ports() {
    return all.stream().mapToInt(HostPort::port).toArray();
  }

  @Override
  public String toString() {
    return all.stream().map(HostPort::toString).collect(Collectors.joining(","));
  }
}

package dev.commitcast.web.limits;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who shares a bucket among those without a token. Stateless. */
final class Address {
  private static final int NETWORK_PARTS = 4;

  /** As proxies may write it; the server itself gives no port. */
  private static final Pattern WITH_PORT =
      Pattern.compile("\\[([^\\]]*)](?::\\d+)?|(\\d+(?:\\.\\d+){3}):\\d+");

  private static final Pattern IPV6 =
      Pattern.compile("(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}(?:%.*)?");

  private Address() {}

  /**
   * The address; of IPv6 its network of 64 bits, because one host may have all addresses of such a
   * network. It is the numeric form that the server gives, whole or shortened; or what a proxy that
   * is believed says in its place, where a port is no part of who it is.
   */
  static String of(String given) {
    String address = withoutPort(String.valueOf(given));
    if (!IPV6.matcher(address).matches()) {
      return address;
    }
    String bare = address.contains("%") ? address.substring(0, address.indexOf('%')) : address;
    int gap = bare.indexOf("::");
    String head = gap < 0 ? bare : bare.substring(0, gap);
    String[] parts = head.isEmpty() ? new String[0] : head.split(":");
    StringBuilder network = new StringBuilder();
    for (int i = 0; i < NETWORK_PARTS; i++) {
      boolean isWritten = i < parts.length && !parts[i].isEmpty();
      network.append(isWritten ? Integer.toHexString(Integer.parseInt(parts[i], 16)) : "0");
      network.append(':');
    }
    return network.append(":/64").toString();
  }

  private static String withoutPort(String address) {
    Matcher parts = WITH_PORT.matcher(address);
    if (!parts.matches()) {
      return address;
    }
    return parts.group(1) == null ? parts.group(2) : parts.group(1);
  }
}

package dev.commitcast.web.limits;

/** Who shares a bucket among those without a token. Stateless. */
final class Address {
  private static final int NETWORK_PARTS = 4;

  private Address() {}

  /**
   * The address; of IPv6 its network of 64 bits, because one host may have all addresses of such a
   * network. It is the numeric form that the server gives, whole or shortened.
   */
  static String of(String numeric) {
    if (numeric == null || numeric.indexOf(':') < 0 || numeric.indexOf('.') >= 0) {
      return String.valueOf(numeric);
    }
    String bare = numeric.contains("%") ? numeric.substring(0, numeric.indexOf('%')) : numeric;
    int gap = bare.indexOf("::");
    String head = gap < 0 ? bare : bare.substring(0, gap);
    String[] parts = head.isEmpty() ? new String[0] : head.split(":");
    StringBuilder network = new StringBuilder();
    for (int i = 0; i < NETWORK_PARTS; i++) {
      network.append(i < parts.length ? Integer.toHexString(Integer.parseInt(parts[i], 16)) : "0");
      network.append(':');
    }
    return network.append(":/64").toString();
  }
}

package dev.commitcast.web.security;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who shows nothing and is taken for whoever sits at this machine: a program on it, or a page that
 * this server has sent. Not a page of elsewhere that makes a browser on this machine ask, and not a
 * proxy on this machine that asks for others. Stateless.
 */
final class AnonymousRule {
  private static final List<String> PROXY_HEADERS =
      List.of(
          "Forwarded",
          "X-Forwarded-For",
          "X-Forwarded-Host",
          "X-Forwarded-Proto",
          "X-Forwarded-Port",
          "X-Forwarded-Server",
          "X-Forwarded-Prefix",
          "X-Real-IP",
          "Via");
  private static final Pattern LOOPBACK_ADDRESS =
      Pattern.compile("127(?:\\.\\d{1,3}){3}|0*:(?:0*:){0,6}0*1|::ffff:127(?:\\.\\d{1,3}){3}");
  private static final Pattern LOOPBACK_HOST =
      Pattern.compile("(?:localhost|127(?:\\.\\d{1,3}){3}|\\[::1\\])(?::\\d{1,5})?");
  private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

  private AnonymousRule() {}

  static boolean admits(Approach approach) {
    return approach.peerAddress().filter(AnonymousRule::isLoopback).isPresent()
        && PROXY_HEADERS.stream().allMatch(name -> approach.headers(name).isEmpty())
        && comesFromHere(approach);
  }

  private static boolean isLoopback(String address) {
    return LOOPBACK_ADDRESS.matcher(address.toLowerCase(Locale.ROOT)).matches();
  }

  private static boolean comesFromHere(Approach approach) {
    List<String> hosts = approach.headers("Host");
    if (hosts.size() != 1) {
      return false;
    }
    // a name of elsewhere that leads to this machine is how a page of elsewhere reaches it
    String host = hosts.get(0).strip().toLowerCase(Locale.ROOT);
    return LOOPBACK_HOST.matcher(host).matches()
        && approach.headers("Origin").stream()
            .map(origin -> origin.strip().toLowerCase(Locale.ROOT))
            .allMatch(origin -> origin.equals("http://" + host) || origin.equals("https://" + host))
        && approach.headers("Sec-Fetch-Site").stream()
            .allMatch(site -> OWN_SITE.contains(site.strip().toLowerCase(Locale.ROOT)));
  }
}

package dev.commitcast.web.security;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The text of a query, which the gate has found well-formed. Stateless. */
final class QueryText {
  private QueryText() {}

  /** The values of a parameter; none if there is no query. */
  static List<String> values(String query, String name) {
    List<String> values = new ArrayList<>();
    for (String pair : query == null ? new String[0] : query.split("&")) {
      if (nameOf(pair).equals(name)) {
        int equals = pair.indexOf('=');
        values.add(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
      }
    }
    return values;
  }

  /** The query without a parameter; null for none. */
  static String without(String query, String name) {
    if (query == null) {
      return null;
    }
    String rest =
        Arrays.stream(query.split("&"))
            .filter(pair -> !nameOf(pair).equals(name))
            .collect(Collectors.joining("&"));
    return rest.isEmpty() ? null : rest;
  }

  private static String nameOf(String pair) {
    int equals = pair.indexOf('=');
    return decoded(equals < 0 ? pair : pair.substring(0, equals));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}

package dev.commitcast.web.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Somebody who comes with some headers and a query. Immutable. */
record Knock(Map<String, List<String>> all, String query, Optional<String> peerAddress)
    implements Approach {
  static Knock from(String address) {
    return new Knock(Map.of(), null, Optional.of(address));
  }

  Knock with(String name, String value) {
    Map<String, List<String>> more = new TreeMap<>(all);
    List<String> values = new ArrayList<>(headers(name));
    values.add(value);
    more.put(name.toLowerCase(Locale.ROOT), List.copyOf(values));
    return new Knock(more, query, peerAddress);
  }

  Knock asking(String otherQuery) {
    return new Knock(all, otherQuery, peerAddress);
  }

  @Override
  public List<String> headers(String name) {
    return all.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }

  @Override
  public List<String> parameters(String name) {
    return QueryText.values(query, name);
  }
}

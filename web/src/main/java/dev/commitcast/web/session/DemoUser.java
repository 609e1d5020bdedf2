package dev.commitcast.web.session;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Whom one can sign in as where a node issues its own tokens. */
enum DemoUser {
  ADA("01JD00000000000000000000AD", "Ada Lovelace", "owns both channels", "reader", Map.of()),
  GRACE("01JD00000000000000000000GR", "Grace Hopper", "is in both channels", "reader", Map.of()),
  EDSGER(
      "01JD00000000000000000000ED", "Edsger Dijkstra", "is in both channels", "reader", Map.of()),
  SALON(
      "salon-42",
      "Salon Forty-Two",
      "sees the bookings of merchant 42",
      "reader",
      Map.of("merchantId", "42")),
  WRITER("writer", "A service", "appends events", "writer", Map.of()),
  OPERATOR("operator", "An operator", "sees and does everything", "operator", Map.of());

  private final String id;
  private final String fullName;
  private final String about;
  private final String group;
  private final Map<String, String> claims;

  DemoUser(String id, String fullName, String about, String group, Map<String, String> claims) {
    this.id = id;
    this.fullName = fullName;
    this.about = about;
    this.group = group;
    this.claims = claims;
  }

  static Optional<DemoUser> of(String key) {
    return Arrays.stream(values()).filter(each -> each.key().equals(key)).findFirst();
  }

  /** What the page and programs call it. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  String id() {
    return id;
  }

  String fullName() {
    return fullName;
  }

  String about() {
    return about;
  }

  List<String> groups() {
    return List.of(group);
  }

  Map<String, String> claims() {
    Map<String, String> all = new TreeMap<>(claims);
    all.put("name", fullName);
    return all;
  }
}

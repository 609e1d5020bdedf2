package dev.commitcast.web.security;

import dev.commitcast.web.refusal.CallerFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what somebody shows: one kind of it, and once. Two tokens may be of two people, and then
 * whoever reads the other one is mistaken. Immutable.
 */
final class CredentialsReader {
  static final String TICKET = "ticket";

  private static final Pattern SCHEME =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?: +(.*))?", Pattern.DOTALL);

  private final String cookie;

  /**
   * @param cookie the name of the cookie that holds a token
   */
  CredentialsReader(String cookie) {
    this.cookie = cookie;
  }

  Credentials read(Approach approach) {
    List<Credentials> all = new ArrayList<>();
    bearer(approach.headers("Authorization")).ifPresent(all::add);
    cookie(approach.headers("Cookie")).ifPresent(all::add);
    ticket(approach.parameters(TICKET)).ifPresent(all::add);
    if (all.size() > 1) {
      return unreadable("Show a token in the header, or the cookie, or a ticket, not several.");
    }
    return all.isEmpty() ? new Credentials.None() : all.get(0);
  }

  private static Optional<Credentials> bearer(List<String> headers) {
    if (headers.isEmpty()) {
      return Optional.empty();
    }
    if (headers.size() > 1) {
      return Optional.of(unreadable("A request has one Authorization header."));
    }
    Matcher parts = SCHEME.matcher(headers.get(0).strip());
    if (!parts.matches() || !parts.group(1).equalsIgnoreCase("Bearer")) {
      return Optional.of(
          new Credentials.Unreadable(
              new Found.Refused(CallerFault.MALFORMED, "Authorization is of the scheme Bearer.")));
    }
    String token = parts.group(2) == null ? "" : parts.group(2).strip();
    return Optional.of(new Credentials.Token(token, Carrier.BEARER));
  }

  private Optional<Credentials> cookie(List<String> headers) {
    List<String> values = new ArrayList<>();
    for (String header : headers) {
      for (String pair : header.split(";")) {
        int equals = pair.indexOf('=');
        if (equals > 0 && pair.substring(0, equals).strip().equals(cookie)) {
          String value = pair.substring(equals + 1).strip();
          if (!value.isEmpty()) {
            values.add(value);
          }
        }
      }
    }
    return switch (values.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(new Credentials.Token(values.get(0), Carrier.COOKIE));
      default -> Optional.of(unreadable("There is one cookie " + cookie + ", not several."));
    };
  }

  private static Optional<Credentials> ticket(List<String> values) {
    return switch (values.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(new Credentials.Ticket(values.get(0)));
      default -> Optional.of(unreadable("There is one ticket, not several."));
    };
  }

  private static Credentials.Unreadable unreadable(String sentence) {
    return new Credentials.Unreadable(new Found.Refused(CallerFault.AMBIGUOUS, sentence));
  }
}

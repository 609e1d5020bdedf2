package dev.commitcast.web.security;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.access.Role;
import dev.commitcast.persistence.change.ChangeContext;
import dev.commitcast.web.refusal.CallerFault;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;

/** The caller that a good token names. Stateless. */
final class CallerClaims {
  static final String GROUPS = "groups";

  private CallerClaims() {}

  static Caller read(JwtClaims claims, Instant now, Duration skew)
      throws MalformedClaimException, TokenRefusedException {
    Map<String, List<String>> texts = new HashMap<>();
    claims.getClaimsMap().forEach((name, value) -> texts(value).ifPresent(v -> texts.put(name, v)));
    Instant expiry = instant(claims.getExpirationTime());
    return new Caller(
        name("sub", claims.getSubject()),
        roles(texts.getOrDefault(GROUPS, List.of())),
        texts,
        claims.getJwtId() == null ? Optional.empty() : Optional.of(name("jti", claims.getJwtId())),
        Optional.ofNullable(claims.getIssuedAt()).map(CallerClaims::instant),
        // one that is let in by another clock than the issuer's is not put out at once
        Optional.of(expiry.isAfter(now) ? expiry : expiry.plus(skew)));
  }

  /** A token without a role that is known is one of a reader. */
  private static Set<Role> roles(List<String> groups) {
    EnumSet<Role> roles = EnumSet.noneOf(Role.class);
    groups.forEach(group -> Role.of(group).ifPresent(roles::add));
    return roles.isEmpty() ? EnumSet.of(Role.READER) : roles;
  }

  /** It becomes the actor of changes, and what revocations name. */
  private static String name(String claim, String value) throws TokenRefusedException {
    if (value.isBlank() || !ChangeContext.accepts(value)) {
      throw new TokenRefusedException(
          CallerFault.MALFORMED,
          "The token's " + claim + " does not have 1 to 200 printable ASCII characters.",
          null);
    }
    return value;
  }

  private static Instant instant(NumericDate date) {
    return Instant.ofEpochMilli(date.getValueInMillis());
  }

  private static Optional<List<String>> texts(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().allMatch(CallerClaims::isPlain)
          ? Optional.of(list.stream().map(String::valueOf).toList())
          : Optional.empty();
    }
    return isPlain(value) ? Optional.of(List.of(String.valueOf(value))) : Optional.empty();
  }

  private static boolean isPlain(Object value) {
    return value instanceof String || value instanceof Number || value instanceof Boolean;
  }
}

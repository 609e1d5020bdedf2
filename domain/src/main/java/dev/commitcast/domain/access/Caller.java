package dev.commitcast.domain.access;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who asks, as a token told it. Immutable.
 *
 * @param id the token's subject, such as a user's ULID
 * @param roles what it may do; none for somebody who may do nothing but be known
 * @param claims the token's claims that are texts, numbers, flags or lists of these, as text
 * @param tokenId the token's {@code jti}; empty if it has none, and then it cannot be revoked alone
 * @param issuedAt empty if nobody has issued it
 * @param expiresAt when what is open for it ends; empty if never
 */
public record Caller(
    String id,
    Set<Role> roles,
    Map<String, List<String>> claims,
    Optional<String> tokenId,
    Optional<Instant> issuedAt,
    Optional<Instant> expiresAt) {

  /** This system itself: canaries, consumers, projections. */
  public static final Caller SYSTEM = withoutToken("commitcast", Set.of(Role.OPERATOR));

  public Caller {
    Objects.requireNonNull(id, "A caller has an id.");
    roles = Set.copyOf(new TreeSet<>(roles));
    Map<String, List<String>> copies = new TreeMap<>();
    claims.forEach((name, values) -> copies.put(name, List.copyOf(values)));
    claims = Map.copyOf(copies);
  }

  /** Somebody who is known otherwise than by a token. */
  public static Caller withoutToken(String id, Set<Role> roles) {
    return new Caller(id, roles, Map.of(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Whether it has the role; an operator has them all. */
  public boolean is(Role role) {
    return roles.contains(role) || roles.contains(Role.OPERATOR);
  }

  /** The values of a claim, none if the token lacks it. */
  public List<String> claim(String name) {
    return claims.getOrDefault(name, List.of());
  }

  /** The merchant in whose name it asks. */
  public Optional<String> merchant() {
    return claim("merchantId").stream().findFirst();
  }

  /** Whether both may do and see the same; a renewed token changes its own id and times alone. */
  public boolean isSameAs(Caller other) {
    return id.equals(other.id) && roles.equals(other.roles) && claims.equals(other.claims);
  }
}

package dev.commitcast.web.security;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.web.refusal.CallerFault;
import java.security.Key;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * Tells good tokens from bad ones, and reads whom a good one names. What was revoked is not its
 * business. Thread-safe.
 */
public class TokenVerifier {
  static final int MOST_CHARACTERS = 8_192;

  /** The first that applies is told. */
  private static final Map<Integer, Told> TOLD =
      Map.ofEntries(
          said(
              ErrorCodes.SIGNATURE_INVALID,
              CallerFault.SIGNATURE,
              "The token's signature is not valid."),
          said(ErrorCodes.SIGNATURE_MISSING, CallerFault.SIGNATURE, "The token is not signed."),
          said(ErrorCodes.EXPIRED, CallerFault.EXPIRED, "The token has expired."),
          said(
              ErrorCodes.EXPIRATION_MISSING,
              CallerFault.MALFORMED,
              "The token does not say when it expires."),
          said(ErrorCodes.NOT_YET_VALID, CallerFault.EARLY, "The token is not valid yet."),
          said(
              ErrorCodes.ISSUER_MISSING,
              CallerFault.ISSUER,
              "The token does not say who issued it."),
          said(ErrorCodes.ISSUER_INVALID, CallerFault.ISSUER, "The token is of another issuer."),
          said(
              ErrorCodes.AUDIENCE_MISSING,
              CallerFault.AUDIENCE,
              "The token does not say for whom it is."),
          said(
              ErrorCodes.AUDIENCE_INVALID,
              CallerFault.AUDIENCE,
              "The token is for somebody else than us."),
          said(
              ErrorCodes.SUBJECT_MISSING,
              CallerFault.MALFORMED,
              "The token names nobody: it has no sub."),
          said(
              ErrorCodes.MALFORMED_CLAIM,
              CallerFault.MALFORMED,
              "The token has a claim that cannot be read."),
          said(
              ErrorCodes.ISSUED_AT_MISSING,
              CallerFault.MALFORMED,
              "The token does not say when it was issued."),
          said(
              ErrorCodes.ISSUED_AT_INVALID_PAST,
              CallerFault.EXPIRED,
              "The token was issued too long ago."),
          said(
              ErrorCodes.ISSUED_AT_INVALID_FUTURE,
              CallerFault.EARLY,
              "The token was issued in the future."));

  /** What is said of a fault. */
  private record Told(CallerFault fault, String sentence) {
    TokenRefusedException because(Throwable cause) {
      return new TokenRefusedException(fault, sentence, cause);
    }
  }

  private final TokenPolicy policy;
  private final VerificationKeys keys;
  private final InstantSource clock;
  private final AlgorithmConstraints accepted;

  TokenVerifier(TokenPolicy policy, VerificationKeys keys, InstantSource clock) {
    this.policy = policy;
    this.keys = keys;
    this.clock = clock;
    this.accepted =
        new AlgorithmConstraints(
            ConstraintType.PERMIT,
            policy.algorithms().stream().map(SigningAlgorithm::id).toArray(String[]::new));
  }

  private static Map.Entry<Integer, Told> said(int code, CallerFault fault, String sentence) {
    return Map.entry(code, new Told(fault, sentence));
  }

  /**
   * Whom a token names.
   *
   * @throws TokenRefusedException if it is not good
   * @throws KeysUnavailableException if that cannot be found out now
   */
  public Caller verify(String token) throws TokenRefusedException {
    if (token.length() > MOST_CHARACTERS) {
      throw malformed("The token has more than " + MOST_CHARACTERS + " characters.", null);
    }
    Instant now = clock.instant();
    try {
      JwtClaims claims = consumer(now).build().processToClaims(token);
      checkIssuedAt(claims, now);
      return CallerClaims.read(claims, now, policy.skew());
    } catch (InvalidJwtException e) {
      throw explained(e);
    } catch (MalformedClaimException e) {
      throw TOLD.get(ErrorCodes.MALFORMED_CLAIM).because(e);
    }
  }

  private JwtConsumerBuilder consumer(Instant now) {
    JwtConsumerBuilder consumer =
        new JwtConsumerBuilder()
            .setJwsAlgorithmConstraints(accepted)
            .setJwsCustomizer((signature, nesting) -> noExtensions(signature))
            .setVerificationKeyResolver(this::keyOf)
            .setExpectedIssuer(true, policy.issuer())
            .setExpectedAudience(true, policy.audiences().toArray(String[]::new))
            .setRequireExpirationTime()
            .setRequireSubject()
            .setAllowedClockSkewInSeconds((int) policy.skew().toSeconds())
            .setEvaluationTime(NumericDate.fromMilliseconds(now.toEpochMilli()));
    policy
        .mostAge()
        .ifPresent(
            age ->
                consumer
                    .setRequireIssuedAt()
                    .setIssuedAtRestrictions(
                        (int) policy.skew().toSeconds(), (int) age.toSeconds()));
    return consumer;
  }

  /** What a token calls critical must be understood, and we know no extension. */
  private static void noExtensions(JsonWebSignature signature) {
    if (signature.getHeaders().getObjectHeaderValue("crit") != null) {
      throw new ExtensionException();
    }
  }

  private Key keyOf(JsonWebSignature signature, List<JsonWebStructure> nesting)
      throws UnresolvableKeyException {
    SigningAlgorithm algorithm =
        SigningAlgorithm.of(signature.getAlgorithmHeaderValue())
            .filter(policy.algorithms()::contains)
            .orElseThrow(() -> new UnresolvableKeyException("The algorithm is not accepted."));
    return keys.find(signature.getKeyIdHeaderValue(), algorithm)
        .map(key -> (Key) key.getPublicKey())
        .orElseThrow(() -> new UnresolvableKeyException("There is no such key."));
  }

  private void checkIssuedAt(JwtClaims claims, Instant now)
      throws MalformedClaimException, TokenRefusedException {
    NumericDate issued = claims.getIssuedAt();
    if (issued != null
        && Instant.ofEpochMilli(issued.getValueInMillis()).isAfter(now.plus(policy.skew()))) {
      throw TOLD.get(ErrorCodes.ISSUED_AT_INVALID_FUTURE).because(null);
    }
  }

  private static TokenRefusedException explained(InvalidJwtException e) {
    Optional<Told> known =
        e.getErrorDetails().stream()
            .map(detail -> TOLD.get(detail.getErrorCode()))
            .filter(told -> told != null)
            .findFirst();
    if (known.isPresent()) {
      return known.get().because(e);
    }
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof KeysUnavailableException unavailable) {
        throw unavailable;
      }
      if (at instanceof ExtensionException) {
        return malformed("The token asks for an extension (crit) that is not known.", e);
      }
      if (at instanceof UnresolvableKeyException) {
        return new TokenRefusedException(
            CallerFault.SIGNATURE,
            "The token is signed with a key or in a way that is not accepted.",
            e);
      }
    }
    return malformed("The token is no signed JWT, or its signature is of no accepted kind.", e);
  }

  private static TokenRefusedException malformed(String sentence, Throwable cause) {
    return new TokenRefusedException(CallerFault.MALFORMED, sentence, cause);
  }

  /** The token has a header {@code crit}. */
  private static final class ExtensionException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}

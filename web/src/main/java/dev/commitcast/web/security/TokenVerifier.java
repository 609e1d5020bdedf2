package dev.commitcast.web.security;

import dev.commitcast.domain.access.Caller;
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
  private static final Map<Integer, String> SENTENCES =
      Map.ofEntries(
          Map.entry(ErrorCodes.SIGNATURE_INVALID, "The token's signature is not valid."),
          Map.entry(ErrorCodes.SIGNATURE_MISSING, "The token is not signed."),
          Map.entry(ErrorCodes.EXPIRED, "The token has expired."),
          Map.entry(ErrorCodes.EXPIRATION_MISSING, "The token does not say when it expires."),
          Map.entry(ErrorCodes.NOT_YET_VALID, "The token is not valid yet."),
          Map.entry(ErrorCodes.ISSUER_MISSING, "The token does not say who issued it."),
          Map.entry(ErrorCodes.ISSUER_INVALID, "The token is of another issuer."),
          Map.entry(ErrorCodes.AUDIENCE_MISSING, "The token does not say for whom it is."),
          Map.entry(ErrorCodes.AUDIENCE_INVALID, "The token is for somebody else than us."),
          Map.entry(ErrorCodes.SUBJECT_MISSING, "The token names nobody: it has no sub."),
          Map.entry(ErrorCodes.MALFORMED_CLAIM, "The token has a claim that cannot be read."),
          Map.entry(ErrorCodes.ISSUED_AT_MISSING, "The token does not say when it was issued."),
          Map.entry(ErrorCodes.ISSUED_AT_INVALID_PAST, "The token was issued too long ago."),
          Map.entry(ErrorCodes.ISSUED_AT_INVALID_FUTURE, "The token was issued in the future."));

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

  /**
   * Whom a token names.
   *
   * @throws TokenRefusedException if it is not good
   * @throws KeysUnavailableException if that cannot be found out now
   */
  public Caller verify(String token) throws TokenRefusedException {
    if (token.length() > MOST_CHARACTERS) {
      throw refused("The token has more than " + MOST_CHARACTERS + " characters.", null);
    }
    Instant now = clock.instant();
    try {
      JwtClaims claims = consumer(now).build().processToClaims(token);
      checkIssuedAt(claims, now);
      return CallerClaims.read(claims, now, policy.skew());
    } catch (InvalidJwtException e) {
      throw explained(e);
    } catch (MalformedClaimException e) {
      throw refused("The token has a claim that cannot be read.", e);
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
      throw refused(SENTENCES.get(ErrorCodes.ISSUED_AT_INVALID_FUTURE), null);
    }
  }

  private static TokenRefusedException explained(InvalidJwtException e) {
    Optional<String> known =
        e.getErrorDetails().stream()
            .map(detail -> SENTENCES.get(detail.getErrorCode()))
            .filter(sentence -> sentence != null)
            .findFirst();
    if (known.isPresent()) {
      return refused(known.get(), e);
    }
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof KeysUnavailableException unavailable) {
        throw unavailable;
      }
      if (at instanceof ExtensionException) {
        return refused("The token asks for an extension (crit) that is not known.", e);
      }
      if (at instanceof UnresolvableKeyException) {
        return refused("The token is signed with a key or in a way that is not accepted.", e);
      }
    }
    return refused("The token is no signed JWT, or its signature is of no accepted kind.", e);
  }

  private static TokenRefusedException refused(String sentence, Throwable cause) {
    return new TokenRefusedException(sentence, cause);
  }

  /** The token has a header {@code crit}. */
  private static final class ExtensionException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}

package dev.commitcast.web.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.access.Role;
import dev.commitcast.web.refusal.CallerFault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TokenVerifierTest {
  private static final SigningAlgorithm RS256 = SigningAlgorithm.RS256;
  private static final PublicJsonWebKey KEY = Tokens.key(RS256, "first");
  private static final PublicJsonWebKey STRANGE = Tokens.key(RS256, "first");

  private final TokenVerifier verifier = verifier(KeySet.of(KEY), RS256);

  private static TokenVerifier verifier(VerificationKeys keys, SigningAlgorithm... algorithms) {
    return new TokenVerifier(Tokens.policy(algorithms), keys, InstantSource.fixed(Tokens.NOW));
  }

  @Test
  void readsWhomAGoodTokenNames() throws TokenRefusedException {
    Caller caller = verifier.verify(Tokens.signed(KEY, RS256, claims -> {}));

    assertThat(caller.id()).isEqualTo("01JD00000000000000000000AD");
    assertThat(caller.roles()).containsExactly(Role.WRITER);
    assertThat(caller.merchant()).contains("42");
    assertThat(caller.tokenId()).contains("token-7");
    assertThat(caller.issuedAt()).contains(Tokens.NOW.minusSeconds(10));
    assertThat(caller.expiresAt()).contains(Tokens.NOW.plusSeconds(300));
    assertThat(caller.claim("groups")).containsExactly("Writer", "unheard-of");
  }

  @ParameterizedTest
  @EnumSource
  void verifiesEachAlgorithmWithAKeyThatFitsIt(SigningAlgorithm algorithm)
      throws TokenRefusedException {
    PublicJsonWebKey key = Tokens.key(algorithm, "k");
    String token = Tokens.signed(key, algorithm, claims -> {});

    assertThat(verifier(KeySet.of(key), algorithm).verify(token).tokenId()).contains("token-7");
  }

  @Test
  void whoHasNoKnownRoleIsAReader() throws TokenRefusedException {
    String token = Tokens.signed(KEY, RS256, claims -> claims.unsetClaim("groups"));

    assertThat(verifier.verify(token).roles()).containsExactly(Role.READER);
  }

  @Test
  void clocksMayDifferByAMinute() throws TokenRefusedException {
    String past =
        Tokens.signed(
            KEY,
            RS256,
            claims -> {
              claims.setIssuedAt(Tokens.at(-600));
              claims.setExpirationTime(Tokens.at(-59));
            });
    String future = Tokens.signed(KEY, RS256, claims -> claims.setNotBefore(Tokens.at(59)));

    assertThat(verifier.verify(past).expiresAt()).contains(Tokens.NOW.plusSeconds(1));
    assertThat(verifier.verify(future).expiresAt()).contains(Tokens.NOW.plusSeconds(300));
  }

  static Stream<Arguments> badClaims() {
    return Stream.of(
        bad("The token has expired.", claims -> claims.setExpirationTime(Tokens.at(-61))),
        bad("does not say when it expires", claims -> claims.unsetClaim("exp")),
        bad("not valid yet", claims -> claims.setNotBefore(Tokens.at(61))),
        bad("issued in the future", claims -> claims.setIssuedAt(Tokens.at(61))),
        bad("of another issuer", claims -> claims.setIssuer("https://issuer.example.evil")),
        bad("does not say who issued", claims -> claims.unsetClaim("iss")),
        bad("for somebody else", claims -> claims.setAudience("another-service")),
        bad("does not say for whom", claims -> claims.unsetClaim("aud")),
        bad("it has no sub", claims -> claims.unsetClaim("sub")),
        bad("sub does not have", claims -> claims.setSubject("a\nb")),
        bad("sub does not have", claims -> claims.setSubject("x".repeat(201))),
        bad("jti does not have", claims -> claims.setJwtId("ü")),
        bad("claim that cannot be read", claims -> claims.setClaim("jti", 7)),
        bad("claim that cannot be read", claims -> claims.setClaim("exp", "tomorrow")));
  }

  private static Arguments bad(String sentence, Consumer<JwtClaims> change) {
    return arguments(sentence, change);
  }

  @ParameterizedTest
  @MethodSource("badClaims")
  void refusesWhatATokenSays(String sentence, Consumer<JwtClaims> change) {
    assertRefused(Tokens.signed(KEY, RS256, change), sentence);
  }

  @Test
  void refusesATokenWithoutSignature() throws Exception {
    JsonWebSignature none = new JsonWebSignature();
    none.setPayload(Tokens.claims().toJson());
    none.setAlgorithmConstraints(org.jose4j.jwa.AlgorithmConstraints.NO_CONSTRAINTS);
    none.setAlgorithmHeaderValue("none");
    String unsigned = none.getCompactSerialization();
    String good = Tokens.signed(KEY, RS256, claims -> {});

    assertRefused(unsigned, "not accepted");
    assertRefused(unsigned.replaceFirst("^[^.]*", encoded("{\"alg\":\"NONE\"}")), "not accepted");
    assertRefused(good.substring(0, good.lastIndexOf('.') + 1), "signature");
  }

  @Test
  void refusesThePublicKeyAsASharedSecret() throws Exception {
    JsonWebSignature forged = new JsonWebSignature();
    forged.setPayload(Tokens.claims().toJson());
    forged.setAlgorithmHeaderValue("HS256");
    forged.setKeyIdHeaderValue("first");
    forged.setKey(new HmacKey(KEY.getPublicKey().getEncoded()));

    assertRefused(forged.getCompactSerialization(), "not accepted");
  }

  @Test
  void refusesAlgorithmsThatAreNotConfiguredEvenIfTheKeyFits() {
    assertRefused(Tokens.signed(KEY, SigningAlgorithm.PS256, claims -> {}), "not accepted");
  }

  @Test
  void refusesKeysOfOthersWhateverTheyAreCalled() {
    assertRefused(Tokens.signed(STRANGE, RS256, claims -> {}), "signature is not valid");
    assertRefused(
        Tokens.signed(
            KEY, RS256, claims -> {}, header -> header.setKeyIdHeaderValue("../../dev/null")),
        "not accepted");
    // a key that the token brings along is nobody's
    assertRefused(
        Tokens.signed(STRANGE, RS256, claims -> {}, header -> header.setJwkHeader(STRANGE)),
        "signature is not valid");
  }

  @Test
  void refusesWhatWasChangedOnTheWay() {
    String good = Tokens.signed(KEY, RS256, claims -> {});
    String[] parts = good.split("\\.");
    String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);

    assertRefused(
        parts[0] + "." + encoded(claims.replace("Writer", "operator")) + "." + parts[2],
        "signature is not valid");
  }

  @Test
  void refusesExtensionsThatItDoesNotKnow() {
    assertRefused(
        Tokens.signed(
            KEY,
            RS256,
            claims -> {},
            header -> {
              header.setCriticalHeaderNames("b64");
              header.setHeader("b64", true);
            }),
        "extension");
  }

  @Test
  void refusesWhatIsTooLongOrNoTokenAtAll() {
    assertRefused(
        Tokens.signed(KEY, RS256, claims -> claims.setClaim("pad", "x".repeat(8_192))),
        "more than 8192");
    for (String nonsense : new String[] {"", ".", "..", "a.b.c", "ey.ey.ey.ey.ey", "\0"}) {
      assertRefused(nonsense, "The token ");
    }
  }

  @Test
  void refusesOldTokensWhereTheirAgeIsLimited() {
    TokenVerifier strict =
        new TokenVerifier(
            new TokenPolicy(
                Tokens.ISSUER,
                Set.of(Tokens.AUDIENCE),
                Set.of(RS256),
                Duration.ofSeconds(60),
                Optional.of(Duration.ofMinutes(5))),
            KeySet.of(KEY),
            InstantSource.fixed(Tokens.NOW));

    assertThatThrownBy(
            () ->
                strict.verify(
                    Tokens.signed(KEY, RS256, claims -> claims.setIssuedAt(Tokens.at(-400)))))
        .hasMessage("The token was issued too long ago.");
    assertThatThrownBy(
            () -> strict.verify(Tokens.signed(KEY, RS256, claims -> claims.unsetClaim("iat"))))
        .hasMessage("The token does not say when it was issued.");
  }

  @Test
  void takesOnlyTheKeyThatATokenNamesFromASet() throws TokenRefusedException {
    PublicJsonWebKey other = Tokens.key(RS256, "second");
    KeySet both =
        KeySet.parse(
            "{\"keys\":["
                + KEY.toJson(OutputControlLevel.PUBLIC_ONLY)
                + ",{\"kty\":\"oct\",\"k\":\"AAAA\",\"kid\":\"first\"},"
                + other.toJson(OutputControlLevel.PUBLIC_ONLY)
                + "]}");
    TokenVerifier set = verifier(both, RS256);

    assertThat(set.verify(Tokens.signed(other, RS256, claims -> {})).tokenId()).isPresent();
    assertThatThrownBy(
            () ->
                set.verify(
                    Tokens.signed(
                        other, RS256, claims -> {}, header -> header.setKeyIdHeaderValue("first"))))
        .hasMessage("The token's signature is not valid.");
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        fault(CallerFault.EXPIRED, KEY, claims -> claims.setExpirationTime(Tokens.at(-61))),
        fault(CallerFault.EARLY, KEY, claims -> claims.setNotBefore(Tokens.at(61))),
        fault(CallerFault.EARLY, KEY, claims -> claims.setIssuedAt(Tokens.at(61))),
        fault(CallerFault.ISSUER, KEY, claims -> claims.setIssuer("https://evil.example")),
        fault(CallerFault.AUDIENCE, KEY, claims -> claims.setAudience("another-service")),
        fault(CallerFault.MALFORMED, KEY, claims -> claims.unsetClaim("sub")),
        fault(CallerFault.MALFORMED, KEY, claims -> claims.setJwtId("ü")),
        // whatever else is wrong with what somebody else has signed
        fault(CallerFault.SIGNATURE, STRANGE, claims -> claims.setExpirationTime(Tokens.at(-61))));
  }

  private static Arguments fault(
      CallerFault fault, PublicJsonWebKey key, Consumer<JwtClaims> change) {
    return arguments(fault, Tokens.signed(key, RS256, change));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void saysByAWordWhatIsWrongSoThatItCanBeCounted(CallerFault fault, String token) {
    assertThatThrownBy(() -> verifier.verify(token))
        .isInstanceOfSatisfying(
            TokenRefusedException.class, refused -> assertThat(refused.fault()).isEqualTo(fault));
  }

  private void assertRefused(String token, String sentence) {
    assertThatThrownBy(() -> verifier.verify(token))
        .isInstanceOf(TokenRefusedException.class)
        .hasMessageContaining(sentence)
        .message()
        .doesNotContain("eyJ", "jose4j", "Exception");
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}

package dev.commitcast.web.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.persistence.config.ConfigurationException;
import dev.commitcast.persistence.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecuritySettingsTest {
  private static final PublicJsonWebKey KEY = Tokens.key(SigningAlgorithm.ES256, "k");

  private static SecuritySettings read(Map<String, String> values) {
    return SecuritySettings.from(Settings.from(key -> Optional.ofNullable(values.get(key))));
  }

  private static Map<String, String> complete() {
    Map<String, String> values = new HashMap<>();
    values.put(SecuritySettings.ISSUER, "https://issuer.example");
    values.put(SecuritySettings.AUDIENCES, "commitcast, other");
    values.put(SecuritySettings.KEY, KEY.toJson(OutputControlLevel.PUBLIC_ONLY));
    values.put(SecuritySettings.ALGORITHM, "ES256");
    return values;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "prod", "production", "developer"})
  void aNodeThatCannotTellWhoAsksDoesNotStart(String profile) {
    assertThatThrownBy(() -> read(Map.of("mp.config.profile", profile)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("mp.jwt.verify.issuer")
        .hasMessageContaining("mp.jwt.verify.audiences")
        .hasMessageContaining("mp.jwt.verify.publickey.location");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "test", "dev,mine"})
  void withoutAnIssuerThereAreTheNodesOwnTokensToTryIt(String profile) {
    SecuritySettings settings = read(Map.of("mp.config.profile", profile));

    assertThat(settings.trust()).isEmpty();
    assertThat(settings.anonymous()).isTrue();
    assertThat(settings.ticketLife()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void inProductionNobodyIsLetInWhoShowsNothing() {
    assertThat(read(complete()).anonymous()).isFalse();
    Map<String, String> values = complete();
    values.put(SecuritySettings.ANONYMOUS, "operator");

    assertThatThrownBy(() -> read(values)).hasMessageContaining("only the profiles dev and test");
    values.put("mp.config.profile", "dev");
    assertThat(read(values).anonymous()).isTrue();
  }

  @Test
  void readsIssuerAudiencesKeyAndAlgorithm() {
    TokenPolicy policy = read(complete()).trust().orElseThrow().policy();

    assertThat(policy.issuer()).isEqualTo("https://issuer.example");
    assertThat(policy.audiences()).containsExactlyInAnyOrder("commitcast", "other");
    assertThat(policy.algorithms()).containsExactly(SigningAlgorithm.ES256);
    assertThat(policy.skew()).isEqualTo(Duration.ofSeconds(60));
  }

  @ParameterizedTest
  @CsvSource({
    "mp.jwt.verify.issuer,mp.jwt.verify.issuer",
    "mp.jwt.verify.publickey,mp.jwt.verify.publickey.location",
    "mp.jwt.verify.audiences,mp.jwt.verify.audiences"
  })
  void halfOfItIsRefusedInEveryProfile(String missing, String named) {
    Map<String, String> values = complete();
    values.put("mp.config.profile", "dev");
    values.remove(missing);

    assertThatThrownBy(() -> read(values)).hasMessageContaining(named);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "HS256", "RS256,HS256", "rs256", ","})
  void refusesAlgorithmsThatProveNothing(String algorithm) {
    Map<String, String> values = complete();
    values.put(SecuritySettings.ALGORITHM, algorithm);

    assertThatThrownBy(() -> read(values)).isInstanceOf(RuntimeException.class);
  }

  @Test
  void refusesAKeyThatFitsNoTokenAndNeverRepeatsAPrivateOne() {
    Map<String, String> values = complete();
    values.put(SecuritySettings.ALGORITHM, "RS256");
    assertThatThrownBy(() -> read(values)).hasMessageContaining("mp.jwt.verify.publickey");

    String secret = KEY.toJson(OutputControlLevel.INCLUDE_PRIVATE);
    values.put(SecuritySettings.KEY, secret);
    assertThatThrownBy(() -> read(values))
        .hasMessageContaining("private key")
        .message()
        .doesNotContain(secret);
  }

  @Test
  void readsAKeyFromAFileInPemOrInOneLine(@TempDir Path folder) throws IOException {
    String base64 = Base64.getMimeEncoder().encodeToString(KEY.getPublicKey().getEncoded());
    String pem = "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
    Path file = Files.writeString(folder.resolve("key.pem"), pem);
    Map<String, String> values = complete();
    values.put(SecuritySettings.KEY, pem.replace("\n", "").replace("\r", ""));
    assertThat(read(values).trust()).isPresent();

    values.remove(SecuritySettings.KEY);
    for (String place : new String[] {file.toString(), file.toUri().toString()}) {
      values.put(SecuritySettings.LOCATION, place);
      assertThat(read(values).trust()).isPresent();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://issuer.example/keys",
        "https://",
        "/there/is/no/such.pem",
        "classpath:no/such.pem",
        "file:relative.pem"
      })
  void refusesPlacesThatAreNotSafeOrNotThere(String place) {
    Map<String, String> values = complete();
    values.remove(SecuritySettings.KEY);
    values.put(SecuritySettings.LOCATION, place);

    assertThatThrownBy(() -> read(values))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(SecuritySettings.LOCATION);
  }

  @Test
  void takesKeysThatTheIssuerPublishesWithoutAskingForThemYet() {
    Map<String, String> values = complete();
    values.remove(SecuritySettings.KEY);
    values.put(SecuritySettings.LOCATION, "https://issuer.invalid/keys");

    assertThat(read(values).trust().orElseThrow().keys()).isInstanceOf(KeyPlace.Published.class);
  }
}

package dev.commitcast.persistence.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.localpostgres.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGProperty;

/** What cannot work is refused before anything connects, and nothing secret is printed. */
class DatabaseTlsTest {
  private static final String MODE = "commitcast.database.ssl-mode";
  private static final String ROOT = "commitcast.database.ssl-root-cert";
  private static final String CERT = "commitcast.database.ssl-cert";
  private static final String KEY = "commitcast.database.ssl-key";
  private static final String PASSWORD = "commitcast.database.ssl-password";

  @TempDir private static Path folder;
  private static String certificate;
  private static String key;

  @BeforeAll
  static void makeCertificates() {
    Certificates authority = Certificates.in(folder.resolve("ours"));
    certificate = authority.certificate().toString();
    key = folder.resolve("ours/authority.key").toString();
  }

  @Test
  void leavesTheDriversDefaultAndNeverLooksIntoTheHomeFolder() {
    Map<PGProperty, String> properties = settings(Map.of()).tls().properties();

    assertThat(properties)
        .containsEntry(PGProperty.SSL_MODE, "prefer")
        .containsEntry(PGProperty.SSL_ROOT_CERT, "")
        .containsEntry(PGProperty.SSL_CERT, "")
        .containsEntry(PGProperty.SSL_KEY, "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"verify-ca", "verify-full", "VERIFY-FULL"})
  void verifiesWithTheGivenCertificates(String mode) {
    assertThat(settings(Map.of(MODE, mode, ROOT, certificate)).tls().properties())
        .containsEntry(PGProperty.SSL_MODE, mode.toLowerCase(Locale.ROOT))
        .containsEntry(PGProperty.SSL_ROOT_CERT, certificate);
  }

  @Test
  void refusesAnUnknownMode() {
    refused(Map.of(MODE, "on"), MODE, "disable, allow, prefer, require, verify-ca, verify-full");
  }

  @ParameterizedTest
  @ValueSource(strings = {"verify-ca", "verify-full"})
  void refusesToVerifyAgainstNothing(String mode) {
    refused(Map.of(MODE, mode), MODE, "only together with " + ROOT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"disable", "allow", "prefer", "require"})
  void refusesARootCertificateThatNobodyWouldLookAt(String mode) {
    refused(Map.of(MODE, mode, ROOT, certificate), ROOT, "verify-full", "verifies nothing");
  }

  @Test
  void refusesFilesThatAreNotThereOrNoCertificates() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.crt"));
    Path text = Files.writeString(folder.resolve("text.crt"), "-----BEGIN CERTIFICATE-----\nx");

    refused(Map.of(MODE, "verify-full", ROOT, "/no/such/file"), ROOT, "/no/such/file", "can read");
    refused(Map.of(MODE, "verify-full", ROOT, folder.toString()), ROOT, "can read");
    refused(Map.of(MODE, "verify-full", ROOT, empty.toString()), ROOT, "X.509");
    refused(Map.of(MODE, "verify-full", ROOT, text.toString()), ROOT, "X.509");
    refused(Map.of(CERT, text.toString(), KEY, key), CERT, "X.509");
    refused(Map.of(CERT, certificate, KEY, "/no/such/key"), KEY, "can read");
  }

  @Test
  void refusesHalfAnIdentity() {
    refused(Map.of(CERT, certificate), CERT, "only together with " + KEY);
    refused(Map.of(KEY, key), KEY, "only together with " + CERT);
  }

  @Test
  void printsNoSecret() {
    DatabaseSettings settings =
        settings(
            Map.of(CERT, certificate, KEY, key, PASSWORD, "hush", "POSTGRES_PASSWORD", "hush"));

    assertThat(settings + " " + settings.tls()).doesNotContain("hush");
    assertThat(settings.tls().properties()).containsEntry(PGProperty.SSL_PASSWORD, "hush");
  }

  @Test
  void theOwnerIsTheSameUnlessNamed() {
    Settings same = from(Map.of("POSTGRES_USER", "one", "POSTGRES_PASSWORD", "hush"));
    assertThat(DatabaseSettings.ofOwner(same)).isEqualTo(DatabaseSettings.from(same));

    Settings other =
        from(
            Map.of(
                "POSTGRES_USER",
                "application",
                "POSTGRES_PASSWORD",
                "hush",
                CERT,
                certificate,
                KEY,
                key,
                "commitcast.owner.user",
                "owner",
                "commitcast.owner.password",
                "silence"));
    DatabaseSettings owner = DatabaseSettings.ofOwner(other);
    assertThat(owner.user()).isEqualTo("owner");
    assertThat(owner.password()).isEqualTo("silence");
    assertThat(owner.tls()).isEqualTo(DatabaseSettings.from(other).tls());
    assertThat(DatabaseSettings.from(other).user()).isEqualTo("application");
  }

  @Test
  void theOwnerMayHaveACertificateOfItsOwnAndThenNeedsNoPassword() {
    DatabaseSettings owner =
        DatabaseSettings.ofOwner(
            from(
                Map.of(
                    "commitcast.owner.user", "owner",
                    "commitcast.owner.ssl-cert", certificate,
                    "commitcast.owner.ssl-key", key)));

    assertThat(owner.password()).isEmpty();
    assertThat(owner.tls().key()).hasValue(Path.of(key));
  }

  @Test
  void refusesSecretsOfAnOwnerWhoIsNotNamed() {
    for (Map<String, String> secrets :
        List.of(
            Map.of("commitcast.owner.password", "hush"),
            Map.of("commitcast.owner.ssl-cert", certificate, "commitcast.owner.ssl-key", key))) {
      assertThatThrownBy(() -> DatabaseSettings.ofOwner(from(secrets)))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("commitcast.owner.user")
          .hasMessageNotContaining("hush");
    }
  }

  private static void refused(Map<String, String> values, String... words) {
    assertThatThrownBy(() -> settings(values))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll(words);
  }

  private static DatabaseSettings settings(Map<String, String> values) {
    return DatabaseSettings.from(from(values));
  }

  private static Settings from(Map<String, String> values) {
    Map<String, String> all = new HashMap<>(values);
    return Settings.from(name -> Optional.ofNullable(all.get(name)));
  }
}

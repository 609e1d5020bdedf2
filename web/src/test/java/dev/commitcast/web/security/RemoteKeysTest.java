package dev.commitcast.web.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.persistence.journal.Journal;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.Test;

class RemoteKeysTest {
  private static final SigningAlgorithm ES256 = SigningAlgorithm.ES256;

  private final List<PublicJsonWebKey> published = new ArrayList<>();
  private Instant now = Tokens.NOW;
  private int reads;
  private boolean away;

  private final RemoteKeys keys =
      new RemoteKeys(
          URI.create("https://issuer.example/keys"),
          place -> read(),
          Duration.ofSeconds(30),
          () -> now,
          Journal.silent());

  private byte[] read() throws IOException {
    reads++;
    if (away) {
      throw new IOException("The issuer is away.");
    }
    return published.stream()
        .map(key -> key.toJson(OutputControlLevel.PUBLIC_ONLY))
        .collect(Collectors.joining(",", "{\"keys\":[", "]}"))
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void readsAgainAtOnceForANewKeyAndNeverMoreOftenThanThePause() {
    published.add(Tokens.key(ES256, "first"));
    assertThat(keys.find("first", ES256)).isPresent();
    published.add(Tokens.key(ES256, "second"));

    // the first read was a moment ago
    assertThat(keys.find("second", ES256)).isEmpty();
    assertThat(reads).isEqualTo(1);
    now = now.plusSeconds(31);
    assertThat(keys.find("second", ES256)).isPresent();
    for (int i = 0; i < 100; i++) {
      assertThat(keys.find("made-up-" + i, ES256)).isEmpty();
    }
    assertThat(reads).isEqualTo(2);
  }

  @Test
  void aKeyThatIsWithdrawnIsNotTrustedForLong() {
    published.add(Tokens.key(ES256, "first"));
    assertThat(keys.find("first", ES256)).isPresent();
    published.clear();
    published.add(Tokens.key(ES256, "second"));

    now = now.plus(RemoteKeys.OLD).plusSeconds(1);

    assertThat(keys.find("first", ES256)).isEmpty();
  }

  @Test
  void whatWasReadBeforeIsUsedWhileTheIssuerIsAway() {
    published.add(Tokens.key(ES256, "first"));
    assertThat(keys.find("first", ES256)).isPresent();
    away = true;
    now = now.plus(RemoteKeys.OLD).plusSeconds(1);

    assertThat(keys.find("first", ES256)).isPresent();
    assertThat(keys.find("first", ES256)).isPresent();
    assertThat(reads).isEqualTo(2);
  }

  @Test
  void withoutAnyKeyNobodyCanTell() {
    away = true;

    assertThatThrownBy(() -> keys.find("first", ES256))
        .isInstanceOf(KeysUnavailableException.class);
    assertThatThrownBy(() -> keys.find("first", ES256))
        .isInstanceOf(KeysUnavailableException.class);
    assertThat(reads).isEqualTo(1);
    away = false;
    published.add(Tokens.key(ES256, "first"));
    now = now.plusSeconds(31);
    assertThat(keys.find("first", ES256)).isPresent();
  }
}

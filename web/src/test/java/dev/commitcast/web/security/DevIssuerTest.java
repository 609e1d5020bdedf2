package dev.commitcast.web.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.persistence.journal.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevIssuerTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Tokens.NOW);

  @Test
  void tokensOutliveARestartAndTheirKeyIsForItsOwnerAlone(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("deep/dev-key.jwk");
    String token =
        DevIssuer.open(Optional.of(file), CLOCK)
            .issue("ada", List.of("reader"), Map.of("merchantId", "42"));

    Caller caller = verify(DevIssuer.open(Optional.of(file), CLOCK), token);

    assertThat(caller.id()).isEqualTo("ada");
    assertThat(caller.merchant()).contains("42");
    assertThat(caller.tokenId()).isPresent();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void withoutAFileEachStartHasAKeyOfItsOwn() throws Exception {
    String token =
        DevIssuer.open(Optional.empty(), CLOCK).issue("ada", List.of("reader"), Map.of());

    assertThatThrownBy(() -> verify(DevIssuer.open(Optional.empty(), CLOCK), token))
        .isInstanceOf(TokenRefusedException.class);
  }

  @Test
  void aFileThatHoldsNoKeyEndsTheStartWithASentence(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("key"), "{}");

    assertThatThrownBy(() -> DevIssuer.open(Optional.of(file), CLOCK))
        .hasMessageContaining("delete it");
  }

  private static Caller verify(DevIssuer issuer, String token) throws TokenRefusedException {
    SecuritySettings.Trust trust = issuer.trust();
    return new TokenVerifier(trust.policy(), trust.keys().open(CLOCK, Journal.silent()), CLOCK)
        .verify(token);
  }
}

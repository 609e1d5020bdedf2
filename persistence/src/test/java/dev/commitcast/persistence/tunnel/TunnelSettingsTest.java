package dev.commitcast.persistence.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.persistence.config.ConfigurationException;
import dev.commitcast.persistence.config.DatabaseSettings;
import dev.commitcast.persistence.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TunnelSettingsTest {
  private final Map<String, String> given = new HashMap<>();

  private Settings settings() {
    return Settings.from(key -> Optional.ofNullable(given.get(key)));
  }

  @Test
  void withoutAnSshHostThereIsNoTunnel() {
    given.put("SSH_USER", "ada");
    assertThat(TunnelSettings.from(settings())).isEmpty();
  }

  @Test
  void aKeyWithoutAnSshHostWouldBeOverlookedAndIsRefused() {
    given.put("SSH_KEY_PATH", "~/.ssh/id_ed25519");
    assertThatThrownBy(() -> TunnelSettings.from(settings()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("SSH_HOST");
  }

  @Test
  void hostUserAndKeyAreEnoughAndTheHomeFolderMayBeShort() {
    given.putAll(Map.of("SSH_HOST", "gate", "SSH_USER", "ada", "SSH_KEY_PATH", "~/.ssh/id"));
    TunnelSettings tunnel = TunnelSettings.from(settings()).orElseThrow();

    Path home = Path.of(System.getProperty("user.home"));
    assertThat(tunnel.key()).isEqualTo(home.resolve(".ssh/id"));
    assertThat(tunnel.knownHosts()).isEqualTo(home.resolve(".ssh/known_hosts"));
    assertThat(tunnel.hostKeyCheck()).isTrue();
    assertThat(tunnel.maxRetries()).isEqualTo(3);
    assertThat(tunnel.retryDelay()).isEqualTo(Duration.ofSeconds(1));
    assertThat(tunnel).hasToString("ada@gate:22");
  }

  @Test
  void whatIsMissingOrWrongIsNamed() {
    given.put("SSH_HOST", "gate");
    assertThatThrownBy(() -> TunnelSettings.from(settings())).hasMessageContaining("SSH_USER");
    given.put("SSH_USER", "ada");
    assertThatThrownBy(() -> TunnelSettings.from(settings())).hasMessageContaining("SSH_KEY_PATH");
    given.put("SSH_KEY_PATH", "id");
    given.put("SSH_PORT", "0");
    assertThatThrownBy(() -> TunnelSettings.from(settings())).hasMessageContaining("SSH_PORT");
    given.put("SSH_PORT", "22");
    given.put("SSH_HOST", "ada@gate");
    assertThatThrownBy(() -> TunnelSettings.from(settings())).hasMessageContaining("SSH_HOST");
  }

  @Test
  void thePassphraseIsNotPrinted() {
    given.putAll(
        Map.of(
            "SSH_HOST", "gate",
            "SSH_USER", "ada",
            "SSH_KEY_PATH", "id",
            "commitcast.ssh.key-passphrase", "open sesame"));
    assertThat(TunnelSettings.from(settings()).orElseThrow().toString())
        .doesNotContain("open sesame");
  }

  @Test
  void aListOfHostsIsCheckedWithASentence() {
    given.put("POSTGRES_HOST", "db1,,db2");
    assertThatThrownBy(() -> DatabaseSettings.from(settings()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("POSTGRES_HOST")
        .hasMessageContaining("a host is missing");
    given.put("POSTGRES_HOST", "db1,db2:5433");
    assertThat(DatabaseSettings.from(settings()))
        .hasToString("commitcast@db1:5432,db2:5433/commitcast");
  }
}

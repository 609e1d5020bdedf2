package dev.commitcast.web.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.persistence.config.ConfigurationException;
import dev.commitcast.persistence.config.Settings;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {
  private final Origins origins =
      origins("https://app.example.com, http://localhost:5173,https://Shop.example:443");

  @ParameterizedTest
  @CsvSource({
    "https://app.example.com, node:9443, true",
    "HTTPS://APP.example.com:443, node:9443, true",
    "https://shop.example, node:9443, true",
    "http://localhost:5173, node:9443, true",
    "https://node:9443, node:9443, true",
    "http://node, node:80, true",
    "https://node, node:443, true",
    "https://node, node, true",
    "https://app.example.com:8443, node:9443, false",
    "http://app.example.com, node:9443, false",
    "https://app.example.com.evil.example, node:9443, false",
    "https://evil.example/https://app.example.com, node:9443, false",
    "https://node.evil.example:9443, node:9443, false",
    "https://node:80, node:443, false",
    "null, node:9443, false",
    "file://, node:9443, false",
  })
  void onlyItsOwnAndListedOriginsMayGoOn(String origin, String host, boolean allowed) {
    assertThat(origins.allows(origin, host)).isEqualTo(allowed);
  }

  @Test
  void whoNamesNoOriginIsNoBrowser() {
    assertThat(origins.allows(null, "node")).isTrue();
    assertThat(origins.isListed(null)).isFalse();
    assertThat(origins("").isListed("https://app.example.com")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "https://*.example.com",
        "app.example.com",
        "https://app.example.com/",
        "https://app.example.com/path",
        "https://a@b",
        "null",
        "ws://app.example.com",
        "https://ok.example,*"
      })
  void whatIsNoExactOriginIsRefusedAtTheStart(String setting) {
    assertThatThrownBy(() -> origins(setting))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("commitcast.http.origins");
  }

  private static Origins origins(String setting) {
    return new Origins(Settings.from(key -> Optional.of(setting)));
  }
}

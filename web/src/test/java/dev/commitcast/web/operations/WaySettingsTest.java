package dev.commitcast.web.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.persistence.config.ConfigurationException;
import dev.commitcast.persistence.config.Settings;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WaySettingsTest {
  @TempDir Path folder;

  private final Map<String, String> settings = new HashMap<>();

  @BeforeEach
  void aKey() throws Exception {
    settings.put("commitcast.tls.key-store", keyStore("node.p12", true).toString());
    settings.put("commitcast.tls.key-store-password", "secret");
  }

  @Test
  void productionNeedsAKeyThatThePasswordOpens() throws Exception {
    assertThatCode(this::check).doesNotThrowAnyException();

    settings.put("commitcast.tls.key-store-password", "other-secret");
    refused("commitcast.tls.key-store", "node.p12", "commitcast.tls.key-store-password");

    settings.put("commitcast.tls.key-store-password", "secret");
    settings.put("commitcast.tls.key-store", keyStore("empty.p12", false).toString());
    refused("empty.p12", "a key in it");

    settings.put("commitcast.tls.key-store", folder.resolve("gone.p12").toString());
    refused("gone.p12");

    settings.remove("commitcast.tls.key-store");
    refused("commitcast.tls.key-store", "commitcast.http.behind-proxy=true");
  }

  @Test
  void withoutTlsThereIsAProxyThatIsKnown() {
    settings.put("commitcast.https.port", "-1");
    refused("commitcast.https.port", "commitcast.http.behind-proxy");

    settings.put("commitcast.http.behind-proxy", "true");
    refused("commitcast.http.proxies");

    settings.put("commitcast.http.proxies", "10\\.(");
    refused("commitcast.http.proxies", "regular expression");

    settings.put("commitcast.http.proxies", "10\\.0\\.7\\.\\d+");
    assertThatCode(this::check).doesNotThrowAnyException();
  }

  @Test
  void whoTriesThingsNeedsNothing() {
    settings.clear();
    for (String profile : new String[] {"dev", "test"}) {
      settings.put("mp.config.profile", profile);
      assertThatCode(this::check).doesNotThrowAnyException();
    }
    settings.put("mp.config.profile", "staging");
    refused("commitcast.tls.key-store");
  }

  @Test
  void whatIsOnAllAddressesIsAskedOnThisMachine() {
    settings.put("commitcast.management.host", "*");
    assertThat(WaySettings.from(given())).isEqualTo(new WaySettings("127.0.0.1", 9_081));
  }

  private void refused(String... words) {
    assertThatThrownBy(this::check)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll(words)
        .hasMessageNotContaining("other-secret");
  }

  private void check() {
    WaySettings.check(given());
  }

  private Settings given() {
    return Settings.from(key -> Optional.ofNullable(settings.get(key)));
  }

  private Path keyStore(String name, boolean withKey) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    if (withKey) {
      SecretKeySpec key = new SecretKeySpec(new byte[16], "AES");
      store.setKeyEntry("node", key, "secret".toCharArray(), null);
    }
    Path file = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, "secret".toCharArray());
    }
    return file;
  }
}

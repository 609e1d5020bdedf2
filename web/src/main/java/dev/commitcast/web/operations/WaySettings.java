package dev.commitcast.web.operations;

import dev.commitcast.persistence.config.ConfigurationException;
import dev.commitcast.persistence.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The ways on which this node is reached, as server.xml has them too. Immutable.
 *
 * @param managementHost where the server's own pages are
 * @param managementPort the port of these
 */
record WaySettings(String managementHost, int managementPort) {
  private static final String KEY_STORE = "commitcast.tls.key-store";
  private static final String PASSWORD = "commitcast.tls.key-store-password";
  private static final String BEHIND_PROXY = "commitcast.http.behind-proxy";
  private static final String PROXIES = "commitcast.http.proxies";
  private static final String HTTPS_PORT = "commitcast.https.port";

  static WaySettings from(Settings settings) {
    String host = settings.text("commitcast.management.host", "127.0.0.1");
    return new WaySettings(
        // on all addresses is also on this one
        host.equals("*") || host.equals("0.0.0.0") ? "127.0.0.1" : host,
        settings.number("commitcast.management.port", 9_081, 1, 65_535));
  }

  /** Refuses what would leave the node open or unreachable in production. */
  static void check(Settings settings) {
    from(settings);
    boolean behindProxy = settings.flag(BEHIND_PROXY, false);
    if (isToTryThings(settings)) {
      return;
    }
    long port = settings.number(HTTPS_PORT, 9_443L, -1, 65_535);
    if (port > 0) {
      checkKey(settings);
    } else if (!behindProxy) {
      throw new ConfigurationException(
          HTTPS_PORT, Long.toString(port), "a port, unless " + BEHIND_PROXY + " is true");
    }
    if (behindProxy) {
      checkProxies(settings);
    }
  }

  private static boolean isToTryThings(Settings settings) {
    return Arrays.stream(settings.text("mp.config.profile", "").split(","))
        .map(String::strip)
        .anyMatch(name -> name.equals("dev") || name.equals("test"));
  }

  private static void checkProxies(Settings settings) {
    String proxies =
        settings
            .text(PROXIES)
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        PROXIES, "", "a regular expression of the addresses of your proxies"));
    try {
      Pattern.compile(proxies);
    } catch (PatternSyntaxException e) {
      throw new ConfigurationException(
          PROXIES, proxies, "a regular expression of the addresses of your proxies", e);
    }
  }

  /** The server would only log that it has none, and refuse each connection. */
  private static void checkKey(Settings settings) {
    Path file =
        settings
            .text(KEY_STORE)
            .map(Path::of)
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        KEY_STORE,
                        "",
                        "a PKCS #12 file with this node's key and certificates; or set "
                            + HTTPS_PORT
                            + "=-1 and "
                            + BEHIND_PROXY
                            + "=true where a proxy ends TLS"));
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, settings.text(PASSWORD, "").toCharArray());
      if (store.size() == 0) {
        throw new ConfigurationException(KEY_STORE, file.toString(), "a file with a key in it");
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new ConfigurationException(
          KEY_STORE, file.toString(), "a PKCS #12 file that " + PASSWORD + " opens", e);
    }
  }
}

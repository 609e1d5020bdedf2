package dev.commitcast.web.browser;

import dev.commitcast.persistence.config.ConfigurationException;
import dev.commitcast.persistence.config.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;

/**
 * The origins whose pages may use this node: its own, and those that are listed. Used for what
 * other pages may read, for what they may change, and for WebSocket handshakes. Immutable,
 * thread-safe.
 */
@ApplicationScoped
public class Origins {
  static final String KEY = "commitcast.http.origins";

  private static final Pattern ORIGIN =
      Pattern.compile("https?://(?:[a-z0-9._-]+|\\[[0-9a-f:.]+])(?::\\d{1,5})?");

  private Set<String> listed = Set.of();

  /** For the container, which makes a proxy of it. */
  protected Origins() {}

  @Inject
  Origins(Config config) {
    this(Settings.of(config));
  }

  Origins(Settings settings) {
    listed = Set.copyOf(listed(settings));
  }

  static Set<String> listed(Settings settings) {
    Set<String> origins = new TreeSet<>();
    for (String text : settings.text(KEY, "").split(",")) {
      String origin = canonical(text);
      if (!origin.isEmpty()) {
        if (!ORIGIN.matcher(origin).matches()) {
          throw new ConfigurationException(
              KEY,
              text.strip(),
              "origins with commas between, each in full, such as https://app.example.com or"
                  + " https://app.example.com:8443; * is none");
        }
        origins.add(origin);
      }
    }
    return origins;
  }

  /**
   * Whether who sends this origin may go on.
   *
   * @param origin the header Origin; null or empty if there is none, which only others than
   *     browsers may leave out, and these need no permission
   * @param host the header Host
   */
  public boolean allows(String origin, String host) {
    return origin == null || origin.isBlank() || isOwn(origin, host) || isListed(origin);
  }

  /** Whether it is in the setting. */
  public boolean isListed(String origin) {
    return origin != null && listed.contains(canonical(origin));
  }

  /**
   * Whether the page was loaded from where the request goes. The scheme is not compared: behind a
   * proxy that ends TLS this node does not know its own.
   */
  public boolean isOwn(String origin, String host) {
    if (origin == null || host == null || host.isBlank()) {
      return false;
    }
    String name = host.strip().toLowerCase(Locale.ROOT);
    String given = origin.strip().toLowerCase(Locale.ROOT);
    return Arrays.asList("http://", "https://").stream()
        .anyMatch(scheme -> given.equals(scheme + withoutDefaultPort(scheme, name)));
  }

  /** As browsers write it: small letters, and no port that the scheme implies. */
  private static String canonical(String origin) {
    String text = origin.strip().toLowerCase(Locale.ROOT);
    int slashes = text.indexOf("://");
    return slashes < 0 ? text : withoutDefaultPort(text.substring(0, slashes + 3), text);
  }

  private static String withoutDefaultPort(String scheme, String text) {
    String port = scheme.equals("https://") ? ":443" : ":80";
    return text.endsWith(port) ? text.substring(0, text.length() - port.length()) : text;
  }
}

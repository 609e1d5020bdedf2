package dev.commitcast.web.browser;

import dev.commitcast.persistence.config.Settings;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;

/** Whose pages may call this node: its own, and those that are listed. Thread-safe. */
@ApplicationScoped
public class Origins {
  @Inject Config config;
  private Set<String> listed = Set.of();

  @PostConstruct
  void start() {
    listed =
        Arrays.stream(Settings.of(config).text("commitcast.http.origins", "").split(","))
            .map(each -> each.strip().toLowerCase(Locale.ROOT))
            .filter(each -> !each.isEmpty())
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Whether a page may call.
   *
   * @param origin the header of that name
   * @param host the header of that name
   */
  public boolean allows(String origin, String host) {
    if (listed.contains(origin.toLowerCase(Locale.ROOT))) {
      return true;
    }
    try {
      return host != null && host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
    } catch (IllegalArgumentException expected) {
      // an origin that is no URI, such as of a file, is nobody's
      return false;
    }
  }
}

package dev.commitcast.web.security;

import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.journal.Journal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** Gives the application what tells good tokens from bad ones. Stateless. */
@ApplicationScoped
public class SecurityParts {
  @Produces
  @Singleton
  SecuritySettings settings(Config config) {
    return SecuritySettings.from(Settings.of(config));
  }

  @Produces
  @Singleton
  DevTokens devTokens(SecuritySettings settings) {
    return new DevTokens(
        settings.trust().isPresent()
            ? Optional.empty()
            : Optional.of(DevIssuer.open(settings.devKey(), InstantSource.system())));
  }

  @Produces
  @Singleton
  TokenVerifier verifier(SecuritySettings settings, DevTokens devTokens, Journal journal) {
    SecuritySettings.Trust trust =
        settings.trust().orElseGet(() -> devTokens.issuer().orElseThrow().trust());
    InstantSource clock = InstantSource.system();
    return new TokenVerifier(trust.policy(), trust.keys().open(clock, journal), clock);
  }
}

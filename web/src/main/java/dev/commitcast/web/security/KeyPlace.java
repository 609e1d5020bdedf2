package dev.commitcast.web.security;

import dev.commitcast.persistence.config.ConfigurationException;
import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.journal.Journal;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Where the issuer's keys are. Immutable. */
sealed interface KeyPlace {
  /** Refuses keys that fit no token. */
  void check(Set<SigningAlgorithm> algorithms);

  VerificationKeys open(InstantSource clock, Journal journal);

  /** In the configuration, or in a file. */
  record Written(KeySet keys, String setting) implements KeyPlace {
    @Override
    public void check(Set<SigningAlgorithm> algorithms) {
      for (SigningAlgorithm algorithm : algorithms) {
        if (!keys.fits(algorithm)) {
          throw new ConfigurationException(
              SecuritySettings.ALGORITHM,
              algorithms.stream().map(SigningAlgorithm::id).collect(Collectors.joining(",")),
              "what the keys of "
                  + setting
                  + " can verify: RS256 and PS256 with RSA of 2048 bits or more, ES256 with P-256,"
                  + " EdDSA with Ed25519");
        }
      }
    }

    @Override
    public VerificationKeys open(InstantSource clock, Journal journal) {
      return keys;
    }
  }

  /** At the issuer's. */
  record Published(URI place, Duration pause) implements KeyPlace {
    @Override
    public void check(Set<SigningAlgorithm> algorithms) {
      // the issuer may be away now, and may have other keys later
    }

    @Override
    public VerificationKeys open(InstantSource clock, Journal journal) {
      return new RemoteKeys(place, new KeyDownload(), pause, clock, journal);
    }
  }

  /** Empty if the configuration names none. */
  static Optional<KeyPlace> from(Settings settings) {
    Optional<String> inline = settings.text(SecuritySettings.KEY);
    Optional<String> location = settings.text(SecuritySettings.LOCATION);
    if (inline.isPresent() && location.isPresent()) {
      throw new ConfigurationException(
          "Set one of " + SecuritySettings.KEY + " and " + SecuritySettings.LOCATION + ".");
    }
    if (inline.isPresent()) {
      // the value is not repeated: somebody may have put a private key there
      return Optional.of(written(SecuritySettings.KEY, "...", inline.get()));
    }
    return location.map(place -> at(place, settings));
  }

  private static KeyPlace at(String location, Settings settings) {
    if (Pattern.matches("https?://.*", location)) {
      return new Published(
          address(location),
          settings.duration(
              "commitcast.security.key-pause",
              Duration.ofSeconds(30),
              Duration.ofMillis(10),
              Duration.ofHours(1)));
    }
    try {
      return written(SecuritySettings.LOCATION, location, content(location));
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigurationException(
          SecuritySettings.LOCATION,
          location,
          "an https address, or a file or classpath: resource that can be read",
          e);
    }
  }

  private static URI address(String location) {
    String allowed = "an https address; http leads to this machine alone";
    try {
      URI place = URI.create(location);
      if (place.getHost() == null
          || (place.getScheme().equals("http")
              && !Set.of("localhost", "127.0.0.1", "[::1]").contains(place.getHost()))) {
        throw new ConfigurationException(SecuritySettings.LOCATION, location, allowed);
      }
      return place;
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(SecuritySettings.LOCATION, location, allowed, e);
    }
  }

  private static String content(String location) throws IOException {
    if (location.startsWith("classpath:")) {
      String name = location.substring("classpath:".length()).replaceFirst("^/+", "");
      try (InputStream in =
          Thread.currentThread().getContextClassLoader().getResourceAsStream(name)) {
        if (in == null) {
          throw new IOException("There is no such resource.");
        }
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
    return Files.readString(
        location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location));
  }

  private static KeyPlace written(String setting, String shown, String text) {
    try {
      return new Written(KeySet.parse(text), setting);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          setting,
          shown,
          "a public key or certificate in PEM, a JWK or a JWKS. " + e.getMessage(),
          e);
    }
  }
}

package dev.commitcast.persistence.tunnel;

import dev.commitcast.persistence.config.ConfigurationException;
import dev.commitcast.persistence.config.Settings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Which SSH server leads to the database, and who we are there. Immutable.
 *
 * @param host name or address of the SSH server
 * @param port of the SSH server
 * @param user there
 * @param key file of our private key
 * @param passphrase of the key; never printed
 * @param knownHosts file of the keys that SSH servers have
 * @param hostKeyCheck whether the server must be among them
 * @param maxRetries further attempts before opening fails
 * @param retryDelay before the first of them; the second waits twice as long, and so on
 * @param keepAlive how often the server must show that it is there
 * @param connectTimeout of each step of opening
 */
public record TunnelSettings(
    String host,
    int port,
    String user,
    Path key,
    Optional<String> passphrase,
    Path knownHosts,
    boolean hostKeyCheck,
    int maxRetries,
    Duration retryDelay,
    Duration keepAlive,
    Duration connectTimeout) {
  static final String HOST = "SSH_HOST";
  static final String PORT = "SSH_PORT";
  static final String USER = "SSH_USER";
  static final String KEY = "SSH_KEY_PATH";
  static final String KNOWN_HOSTS = "commitcast.ssh.known-hosts";
  static final String HOST_KEY_CHECK = "commitcast.ssh.host-key-check";
  static final String PASSPHRASE = "commitcast.ssh.key-passphrase";

  /**
   * Empty if no tunnel is wanted.
   *
   * @throws ConfigurationException naming the setting that cannot work
   */
  public static Optional<TunnelSettings> from(Settings settings) {
    Optional<String> host = settings.text(HOST);
    if (host.isEmpty()) {
      settings.text(KEY).ifPresent(TunnelSettings::refuseKeyAlone);
      return Optional.empty();
    }
    if (!host.get().matches("[A-Za-z0-9_.:%-]+")) {
      throw new ConfigurationException(
          HOST, host.get(), "one name or address of an SSH server; its port is " + PORT);
    }
    return Optional.of(
        new TunnelSettings(
            host.get(),
            settings.number(PORT, 22, 1, 65_535),
            required(settings, USER, "the user's name on the SSH server " + host.get()),
            path(KEY, required(settings, KEY, "the file of the private key of that user")),
            settings.text(PASSPHRASE),
            path(KNOWN_HOSTS, settings.text(KNOWN_HOSTS, "~/.ssh/known_hosts")),
            settings.flag(HOST_KEY_CHECK, true),
            settings.number("commitcast.ssh.max-retries", 3, 0, 100),
            duration(settings, "commitcast.ssh.retry-delay", 1_000, 10, 60_000),
            duration(settings, "commitcast.ssh.keep-alive", 3_000, 500, 60_000),
            duration(settings, "commitcast.ssh.connect-timeout", 10_000, 500, 60_000)));
  }

  private static void refuseKeyAlone(String key) {
    throw new ConfigurationException(KEY, key, "a key only together with " + HOST);
  }

  private static Duration duration(Settings settings, String key, long usual, long min, long max) {
    return settings.duration(
        key, Duration.ofMillis(usual), Duration.ofMillis(min), Duration.ofMillis(max));
  }

  private static String required(Settings settings, String key, String what) {
    return settings
        .text(key)
        .orElseThrow(() -> new ConfigurationException(key, "", what + ", since SSH_HOST is set"));
  }

  private static Path path(String key, String text) {
    try {
      String home = System.getProperty("user.home");
      return text.equals("~") || text.startsWith("~/")
          ? Path.of(home + text.substring(1))
          : Path.of(text).toAbsolutePath();
    } catch (InvalidPathException e) {
      throw new ConfigurationException(key, text, "the name of a file", e);
    }
  }

  /** Without the passphrase. */
  @Override
  public String toString() {
    return user + "@" + host + ":" + port;
  }
}

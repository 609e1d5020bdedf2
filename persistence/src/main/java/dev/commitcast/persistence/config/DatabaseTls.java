package dev.commitcast.persistence.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postgresql.PGProperty;
import org.postgresql.jdbc.SslMode;

/**
 * Whether and how connections to the database are encrypted, whom we believe to be the database,
 * and who we say that we are. Immutable.
 *
 * <p>The danger it guards against: a root certificate beside a mode that never looks at it. Such a
 * setting looks safe and is refused.
 *
 * @param mode as of the driver, such as {@code verify-full}
 * @param rootCertificates file of the certificates, in PEM, that we trust; demanded by the modes
 *     that verify, refused by the others
 * @param certificate file of our own certificate, in PEM
 * @param key file of its key: PKCS #8 in PEM or DER, or PKCS #12, which holds the certificate too
 * @param password of the key; never printed
 */
public record DatabaseTls(
    SslMode mode,
    Optional<Path> rootCertificates,
    Optional<Path> certificate,
    Optional<Path> key,
    Optional<String> password) {
  /** What the driver does by itself: encrypted where the server offers it, nobody verified. */
  public static final DatabaseTls PREFERRED =
      new DatabaseTls(
          SslMode.PREFER, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  static final String MODE = "commitcast.database.ssl-mode";
  static final String ROOT = "commitcast.database.ssl-root-cert";
  static final String DATABASE = "commitcast.database";
  static final String OWNER = "commitcast.owner";

  /**
   * Reads the settings and looks at the files.
   *
   * @throws ConfigurationException naming the setting that cannot work
   */
  public static DatabaseTls from(Settings settings) {
    return withIdentity(settings, DATABASE, Optional.empty());
  }

  /** The same for the owner of the log, who may have a certificate of its own. */
  static DatabaseTls ofOwner(Settings settings) {
    return withIdentity(settings, OWNER, Optional.of(DATABASE));
  }

  private static DatabaseTls withIdentity(
      Settings settings, String prefix, Optional<String> fallback) {
    String identity =
        fallback
            .filter(
                ignored ->
                    settings.text(prefix + ".ssl-key").isEmpty()
                        && settings.text(prefix + ".ssl-cert").isEmpty())
            .orElse(prefix);
    SslMode mode = mode(settings.text(MODE, "prefer"));
    Optional<Path> root = file(settings, ROOT);
    Optional<Path> certificate = file(settings, identity + ".ssl-cert");
    Optional<Path> key = file(settings, identity + ".ssl-key");
    checkRoot(mode, root);
    certificate.ifPresent(path -> checkCertificates(identity + ".ssl-cert", path));
    checkPair(identity, certificate, key);
    return new DatabaseTls(mode, root, certificate, key, settings.text(identity + ".ssl-password"));
  }

  private static SslMode mode(String text) {
    String wanted = text.toLowerCase(Locale.ROOT);
    return Arrays.stream(SslMode.VALUES)
        .filter(mode -> mode.value.equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigurationException(
                    MODE,
                    text,
                    "one of "
                        + Arrays.stream(SslMode.VALUES)
                            .map(mode -> mode.value)
                            .collect(Collectors.joining(", "))));
  }

  private static Optional<Path> file(Settings settings, String key) {
    Optional<String> text = settings.text(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String allowed = "the name of a file that the server's process can read";
    try {
      Path path = Path.of(text.get());
      if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
        throw new ConfigurationException(key, text.get(), allowed);
      }
      return Optional.of(path.toAbsolutePath());
    } catch (InvalidPathException e) {
      throw new ConfigurationException(key, text.get(), allowed, e);
    }
  }

  private static void checkRoot(SslMode mode, Optional<Path> root) {
    if (mode.verifyCertificate() && root.isEmpty()) {
      throw new ConfigurationException(
          MODE, mode.value, "this only together with " + ROOT + ", the certificates to trust");
    }
    if (!mode.verifyCertificate() && root.isPresent()) {
      throw new ConfigurationException(
          ROOT,
          root.get().toString(),
          "a file only with "
              + MODE
              + " verify-ca or verify-full: "
              + mode.value
              + " verifies nothing");
    }
    root.ifPresent(path -> checkCertificates(ROOT, path));
  }

  private static void checkCertificates(String key, Path path) {
    String allowed = "a file with X.509 certificates in PEM";
    try (InputStream in = Files.newInputStream(path)) {
      if (CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty()) {
        throw new ConfigurationException(key, path.toString(), allowed);
      }
    } catch (IOException | CertificateException e) {
      throw new ConfigurationException(key, path.toString(), allowed, e);
    }
  }

  private static void checkPair(String prefix, Optional<Path> certificate, Optional<Path> key) {
    boolean both = key.map(DatabaseTls::holdsCertificate).orElse(false);
    if (key.isPresent() && certificate.isEmpty() && !both) {
      throw new ConfigurationException(
          prefix + ".ssl-key",
          key.get().toString(),
          "a key only together with " + prefix + ".ssl-cert, or a .p12 file with both");
    }
    if (certificate.isPresent() && key.isEmpty()) {
      throw new ConfigurationException(
          prefix + ".ssl-cert",
          certificate.get().toString(),
          "a certificate only together with " + prefix + ".ssl-key");
    }
  }

  private static boolean holdsCertificate(Path key) {
    String name = key.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".p12") || name.endsWith(".pfx");
  }

  /**
   * The driver's properties. What is not set is given as an empty text: otherwise the driver would
   * look into the home folder of whoever runs us, which the server's pool is told not to do,
   * either.
   */
  Map<PGProperty, String> properties() {
    Map<PGProperty, String> properties = new EnumMap<>(PGProperty.class);
    properties.put(PGProperty.SSL_MODE, mode.value);
    properties.put(PGProperty.SSL_ROOT_CERT, text(rootCertificates));
    properties.put(PGProperty.SSL_CERT, text(certificate));
    properties.put(PGProperty.SSL_KEY, text(key));
    properties.put(PGProperty.SSL_PASSWORD, password.orElse(""));
    return properties;
  }

  private static String text(Optional<Path> path) {
    return path.map(Path::toString).orElse("");
  }

  /** Without the password. */
  @Override
  public String toString() {
    return mode.value;
  }
}

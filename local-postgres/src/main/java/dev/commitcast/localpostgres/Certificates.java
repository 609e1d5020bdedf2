package dev.commitcast.localpostgres;

import dev.commitcast.localpostgres.internal.OwnerOnly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A certificate authority for tests, made with the JDK's {@code keytool}: its files are PEM, as
 * PostgreSQL and its driver read them. Not for anything that must be safe: the keys lie in a
 * folder. Not thread-safe.
 */
public final class Certificates {
  private static final String PASSWORD = "changeit";
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private final Path folder;
  private final Path store;
  private final Path certificate;

  /**
   * A certificate and its key.
   *
   * @param certificate in PEM
   * @param key PKCS #8 in PEM
   */
  public record Identity(Path certificate, Path key) {
    String readCertificate() {
      return read(certificate);
    }

    String readKey() {
      return read(key);
    }
  }

  private Certificates(Path folder) {
    this.folder = folder;
    this.store = folder.resolve("authority.p12");
    keytool(
        List.of("-genkeypair", "-alias", "authority", "-dname", "CN=authority", "-ext", "bc:c"));
    this.certificate = identity("authority").certificate();
  }

  /** Makes an authority; the folder must be empty or absent. */
  public static Certificates in(Path folder) {
    try {
      return new Certificates(Files.createDirectories(folder));
    } catch (IOException e) {
      throw new LocalPostgresException("The folder " + folder + " cannot be made.", e);
    }
  }

  /** The authority's own certificate, in PEM. */
  public Path certificate() {
    return certificate;
  }

  /**
   * Makes a certificate and its key.
   *
   * @param name its common name: the role of a client; also the name of the files
   * @param alternatives names of a host, such as {@code dns:localhost,ip:127.0.0.1}; empty for none
   */
  public Identity issue(String name, String alternatives) {
    List<String> arguments =
        new ArrayList<>(
            List.of("-genkeypair", "-alias", name, "-dname", "CN=" + name, "-signer", "authority"));
    if (!alternatives.isEmpty()) {
      arguments.addAll(List.of("-ext", "san=" + alternatives));
    }
    keytool(arguments);
    return identity(name);
  }

  String readCertificate() {
    return read(certificate);
  }

  private Identity identity(String alias) {
    try {
      KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
      Key key = keys.getKey(alias, PASSWORD.toCharArray());
      return new Identity(
          write(alias + ".crt", "CERTIFICATE", keys.getCertificate(alias).getEncoded()),
          write(alias + ".key", "PRIVATE KEY", key.getEncoded()));
    } catch (GeneralSecurityException | IOException e) {
      throw new LocalPostgresException("The certificate of " + alias + " cannot be read.", e);
    }
  }

  private Path write(String name, String kind, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Files.deleteIfExists(file);
    OwnerOnly.write(
        file,
        "-----BEGIN "
            + kind
            + "-----\n"
            + LINES.encodeToString(content)
            + "\n-----END "
            + kind
            + "-----\n");
    return file;
  }

  private void keytool(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(arguments);
    command.addAll(
        List.of("-keyalg", "RSA", "-keysize", "2048", "-validity", "30", "-storetype", "PKCS12"));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new LocalPostgresException("keytool failed: " + output);
      }
    } catch (IOException e) {
      throw new LocalPostgresException("keytool of this JDK cannot be run.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalPostgresException("Interrupted while making a certificate.", e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new LocalPostgresException("The file " + file + " cannot be read.", e);
    }
  }
}

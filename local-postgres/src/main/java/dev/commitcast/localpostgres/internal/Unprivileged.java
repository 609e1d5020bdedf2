package dev.commitcast.localpostgres.internal;

import dev.commitcast.localpostgres.LocalPostgresException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * PostgreSQL refuses to run as root. Two ways round it: a user namespace without a mapping makes
 * root look like nobody to the program, while its files stay readable and writable wherever they
 * lie. Where namespaces are forbidden (many containers), the program runs as the user nobody, who
 * then must own its files and be able to reach them.
 */
final class Unprivileged {
  private static final List<String> NAMESPACE = List.of("unshare", "-U");
  private static final List<String> NOBODY =
      List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
  private static final List<String> PREFIX = choose();

  private Unprivileged() {}

  /** What to put before a command: nothing for an ordinary user. */
  static List<String> prefix() {
    return PREFIX;
  }

  /** Whether the programs run as another user than we do. */
  static boolean asNobody() {
    return PREFIX.equals(NOBODY);
  }

  /** Whether the programs can enter a folder. */
  static boolean reaches(Path folder) {
    return !asNobody() || works(PREFIX, "test", "-x", folder.toString());
  }

  /** Hands a file or an empty folder over to the user that the programs run as. */
  static void hand(Path path) throws IOException {
    if (asNobody()) {
      Files.setAttribute(path, "unix:uid", 65_534);
      Files.setAttribute(path, "unix:gid", 65_534);
    }
  }

  private static List<String> choose() {
    if (!"root".equals(System.getProperty("user.name")) || Platform.windows()) {
      return List.of();
    }
    if (works(NAMESPACE, "true")) {
      return NAMESPACE;
    }
    if (works(NOBODY, "true")) {
      return NOBODY;
    }
    throw new LocalPostgresException(
        "PostgreSQL does not run as root, and neither unshare nor setpriv can hide root from it"
            + " here. Work as an ordinary user, or set POSTGRES_HOST.");
  }

  private static boolean works(List<String> prefix, String... rest) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(Arrays.asList(rest));
    try {
      return new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException expected) {
      // the program is not installed
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalPostgresException("Interrupted while looking for a way to run as nobody.", e);
    }
  }
}

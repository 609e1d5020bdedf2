package dev.commitcast.localpostgres.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** On which machine we are, as far as it decides which programs fit. */
public final class Platform {
  private Platform() {}

  public static boolean windows() {
    return system().equals("windows");
  }

  /** Name of the archive that holds PostgreSQL's programs for this machine. */
  static String archive() {
    boolean musl = system().equals("linux") && Files.exists(Path.of("/etc/alpine-release"));
    return "postgres-" + system() + "-" + machine() + (musl ? "-alpine_linux" : "") + ".txz";
  }

  private static String system() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    if (name.startsWith("mac")) {
      return "darwin";
    }
    return name.startsWith("windows") ? "windows" : "linux";
  }

  private static String machine() {
    String name = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return name.equals("aarch64") || name.equals("arm64") ? "arm_64" : "x86_64";
  }
}

package dev.commitcast.localpostgres.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A cluster that {@code initdb} makes, with a superuser whose password nobody else knows. */
final class NewCluster implements Origin {
  /** The file in the data directory that holds the superuser's password. */
  static final String PASSWORD = "commitcast-superuser";

  /** The first version with an order of texts of its own, which needs no library. */
  private static final int BUILTIN_ORDER = 17;

  private static final Pattern MAJOR = Pattern.compile("\\(PostgreSQL\\) (\\d+)");

  private final Program program;

  NewCluster(Program program) {
    this.program = program;
  }

  @Override
  public void fill(Path folder) throws IOException {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    Path passwordFile = folder.resolveSibling(folder.getFileName() + ".password");
    Files.deleteIfExists(passwordFile);
    OwnerOnly.write(passwordFile, HexFormat.of().formatHex(random) + "\n");
    Unprivileged.hand(passwordFile);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--pgdata=" + folder,
                "--username=" + Cluster.SUPERUSER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                // the same order of texts on every machine
                "--locale=C",
                "--no-sync"));
    if (major() >= BUILTIN_ORDER) {
      arguments.add("--locale-provider=builtin");
      arguments.add("--builtin-locale=C.UTF-8");
    }
    program.demand("initdb", arguments.toArray(String[]::new));
    Files.move(passwordFile, folder.resolve(PASSWORD), StandardCopyOption.REPLACE_EXISTING);
    Path main = folder.resolve("postgresql.conf");
    Files.writeString(
        main, Files.readString(main) + "\ninclude_if_exists = '" + Cluster.OUR_SETTINGS + "'\n");
    Unprivileged.hand(main);
  }

  private int major() {
    Matcher version = MAJOR.matcher(program.run("initdb", "--version").output());
    return version.find() ? Integer.parseInt(version.group(1)) : BUILTIN_ORDER;
  }
}

package dev.commitcast.localpostgres;

import dev.commitcast.localpostgres.internal.Cluster;
import dev.commitcast.localpostgres.internal.Dumping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A PostgreSQL that the machine's packages have installed, with the programs for dumps that the
 * library does not bring. A dump program reads no server that is newer than itself, so what is to
 * be dumped runs on this installation too: {@link LocalPostgres.Builder#programs}.
 *
 * @param home the folder that holds {@code bin}
 * @param major such as 15
 */
public record InstalledPostgres(Path home, int major) {
  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
  private static final int OLDEST = 14;
  private static final List<String> NEEDED =
      List.of("initdb", "pg_ctl", "postgres", "pg_dump", "pg_restore");

  /** Why there is none on this machine; empty if there is. */
  public static Optional<String> hindrance() {
    return found().isPresent()
        ? Optional.empty()
        : Optional.of(
            "No PostgreSQL of version %d or newer with pg_dump is installed below %s (Debian: apt-get install postgresql)."
                .formatted(OLDEST, DEBIAN));
  }

  /** The newest that is installed. */
  public static InstalledPostgres newest() {
    return found().orElseThrow(() -> new LocalPostgresException(hindrance().orElseThrow()));
  }

  /**
   * Writes the whole database {@code commitcast} of a server to a file, in pg_dump's own format.
   */
  public void dump(LocalPostgres server, Path file) {
    new Dumping(home, server.port(), Cluster.SUPERUSER, server.superuserPassword())
        .dump(LocalPostgres.DATABASE, file);
  }

  /** Fills the database {@code commitcast} of a server, which must be empty, from such a file. */
  public void restore(Path file, LocalPostgres server) {
    new Dumping(home, server.port(), Cluster.SUPERUSER, server.superuserPassword())
        .restore(file, LocalPostgres.DATABASE);
  }

  private static Optional<InstalledPostgres> found() {
    try (Stream<Path> versions = Files.list(DEBIAN)) {
      return versions
          .filter(home -> home.getFileName().toString().matches("[0-9]{1,4}"))
          .map(home -> new InstalledPostgres(home, Integer.parseInt(home.getFileName().toString())))
          .filter(installed -> installed.major >= OLDEST && installed.complete())
          .max(Comparator.comparingInt(InstalledPostgres::major));
    } catch (IOException expected) {
      // this system has no such folder
      return Optional.empty();
    }
  }

  private boolean complete() {
    return NEEDED.stream().allMatch(name -> Files.isExecutable(home.resolve("bin").resolve(name)));
  }
}

package dev.commitcast.localpostgres.internal;

import dev.commitcast.localpostgres.LocalPostgresException;
import dev.commitcast.localpostgres.StopMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A data directory and the server on it. The directory appears whole, by a rename, so that a run
 * killed while making it leaves nothing half-made. A server left over by a killed run is stopped
 * before ours starts. Not thread-safe.
 */
public final class Cluster implements AutoCloseable {
  public static final String SUPERUSER = "postgres";

  static final String OUR_SETTINGS = "commitcast.conf";

  private static final int LOG_TAIL = 15;

  private final Path data;
  private final Path temporary;
  private final Program program;
  private final Origin origin;
  private final DirectoryLock lock;

  private Cluster(Path data, Path temporary, Program program, Origin origin) {
    this.data = data;
    this.temporary = temporary;
    this.program = program;
    this.origin = origin;
    this.lock = DirectoryLock.of(data);
  }

  /**
   * A cluster of its own.
   *
   * @param data where it is kept; empty for data that end with the server
   * @param programs the folder that holds {@code bin}; empty for those that come as a library
   * @param environment what the server's process finds there, besides ours
   * @param backup of what it is a copy; empty for a new one
   */
  public static Cluster of(
      Optional<Path> data,
      Optional<Path> programs,
      Map<String, String> environment,
      Optional<Origin> backup) {
    Path home = programs.orElseGet(Binaries::unpacked);
    Program program = new Program(home, environment);
    // the clock and the like are the server's matter, not that of its making
    Origin origin = backup.orElseGet(() -> new NewCluster(new Program(home)));
    if (data.isPresent()) {
      return new Cluster(data.get().toAbsolutePath().normalize(), null, program, origin);
    }
    Path parent = handedOver();
    return new Cluster(parent.resolve("data"), parent, program, origin);
  }

  private static Path handedOver() {
    Path parent = Directories.temporary("commitcast-postgres-");
    try {
      Unprivileged.hand(parent);
    } catch (IOException e) {
      throw new UncheckedIOException("The folder " + parent + " cannot be handed over.", e);
    }
    return parent;
  }

  public Path dataDirectory() {
    return data;
  }

  public Optional<Path> temporaryDirectory() {
    return Optional.ofNullable(temporary);
  }

  public String superuserPassword() {
    return read(data.resolve(NewCluster.PASSWORD)).get(0);
  }

  /** Starts the server, waits until it answers and returns the process id of the postmaster. */
  public long start(Map<String, String> settings) {
    return start(settings, Map.of());
  }

  /** The same, with files that are put into the data directory first, for the server alone. */
  public long start(Map<String, String> settings, Map<String, String> files) {
    if (!Files.exists(data.resolve("PG_VERSION"))) {
      initialize();
    }
    stop(StopMode.FAST);
    files.forEach((name, text) -> writeSecret(data.resolve(name), text));
    write(data.resolve(OUR_SETTINGS), conf(settings));
    Path log = logFile();
    write(log, "");
    Program.Outcome outcome =
        program.run(
            "pg_ctl", "start", "-w", "-t", "60", "-D", data.toString(), "-l", log.toString());
    if (outcome.exitCode() != 0) {
      stop(StopMode.IMMEDIATE);
      throw new LocalPostgresException(
          "PostgreSQL did not start on port " + settings.get("port") + ". It says:\n" + tail(log));
    }
    return Long.parseLong(read(data.resolve("postmaster.pid")).get(0).strip());
  }

  /** Gives a running server other settings; those that need a restart wait for one. */
  public void reload(Map<String, String> settings) {
    write(data.resolve(OUR_SETTINGS), conf(settings));
    program.demand("pg_ctl", "reload", "-D", data.toString());
  }

  /** Whether a server runs on this directory. */
  public boolean alive() {
    return program.run("pg_ctl", "status", "-D", data.toString()).exitCode() == 0;
  }

  /** What the server has logged since its last start. */
  public String log() {
    return String.join("\n", read(logFile()));
  }

  /** Stops whatever server runs on this directory, ours or one left over; none is fine. */
  public void stop(StopMode mode) {
    if (alive()) {
      program.demand("pg_ctl", "stop", "-w", "-t", "60", "-m", mode.word(), "-D", data.toString());
    }
  }

  /** Releases the directory, and deletes it when it is temporary. The server must have ended. */
  @Override
  public void close() {
    lock.close();
    if (temporary != null) {
      Directories.delete(temporary);
    }
  }

  private Path logFile() {
    return data.resolveSibling(data.getFileName() + ".log");
  }

  private void initialize() {
    requireReachable();
    Path fresh = data.resolveSibling(data.getFileName() + ".new");
    Directories.delete(fresh);
    try {
      Files.createDirectories(fresh);
      Unprivileged.hand(fresh);
      origin.fill(fresh);
      Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new LocalPostgresException(
          "The data directory "
              + data
              + " could not be made. Is its parent writable, and is it "
              + "absent or a directory of PostgreSQL?",
          e);
    }
  }

  private void requireReachable() {
    Path parent = data.getParent();
    if (!Unprivileged.reaches(parent)) {
      throw new LocalPostgresException(
          "PostgreSQL does not run as root; here it runs as nobody, who cannot enter "
              + parent
              + ". Use a folder that everybody may enter, or work as an ordinary user.");
    }
  }

  private static String conf(Map<String, String> settings) {
    return settings.entrySet().stream()
        .map(entry -> entry.getKey() + " = '" + entry.getValue().replace("'", "''") + "'\n")
        .collect(Collectors.joining());
  }

  private static String tail(Path log) {
    List<String> lines = read(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL), lines.size()));
  }

  private static List<String> read(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException("The file " + file + " cannot be read.", e);
    }
  }

  private static void writeSecret(Path file, String text) {
    try {
      Files.deleteIfExists(file);
      OwnerOnly.write(file, text);
      Unprivileged.hand(file);
    } catch (IOException e) {
      throw new UncheckedIOException("The file " + file + " cannot be written.", e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
      Unprivileged.hand(file);
    } catch (IOException e) {
      throw new UncheckedIOException("The file " + file + " cannot be written.", e);
    }
  }
}

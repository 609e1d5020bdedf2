package dev.commitcast.localpostgres.internal;

import dev.commitcast.localpostgres.LocalPostgresException;
import dev.commitcast.localpostgres.StopMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HexFormat;
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

  private static final String OUR_SETTINGS = "commitcast.conf";
  private static final String PASSWORD = "commitcast-superuser";
  private static final int LOG_TAIL = 15;

  private final Path data;
  private final Path temporary;
  private final Program program;
  private final DirectoryLock lock;

  private Cluster(Path data, Path temporary) {
    this.data = data;
    this.temporary = temporary;
    this.program = new Program(Binaries.unpacked());
    this.lock = DirectoryLock.of(data);
  }

  /** With data that end with the server. */
  public static Cluster temporary() {
    Path parent = Directories.temporary("commitcast-postgres-");
    try {
      Unprivileged.hand(parent);
    } catch (IOException e) {
      throw new UncheckedIOException("The folder " + parent + " cannot be handed over.", e);
    }
    return new Cluster(parent.resolve("data"), parent);
  }

  /** With data that stay. */
  public static Cluster kept(Path data) {
    return new Cluster(data, null);
  }

  public Path dataDirectory() {
    return data;
  }

  public Optional<Path> temporaryDirectory() {
    return Optional.ofNullable(temporary);
  }

  public String superuserPassword() {
    return read(data.resolve(PASSWORD)).get(0);
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

  /** Stops whatever server runs on this directory, ours or one left over; none is fine. */
  public void stop(StopMode mode) {
    if (program.run("pg_ctl", "status", "-D", data.toString()).exitCode() == 0) {
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
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    String password = HexFormat.of().formatHex(random);
    Path passwordFile = data.resolveSibling(data.getFileName() + ".password");
    try {
      Files.deleteIfExists(passwordFile);
      OwnerOnly.write(passwordFile, password + "\n");
      Unprivileged.hand(passwordFile);
      Files.createDirectories(fresh);
      Unprivileged.hand(fresh);
      program.demand(
          "initdb",
          "--pgdata=" + fresh,
          "--username=" + SUPERUSER,
          "--pwfile=" + passwordFile,
          "--auth=scram-sha-256",
          "--encoding=UTF8",
          // the same order of texts on every machine
          "--locale=C",
          "--locale-provider=builtin",
          "--builtin-locale=C.UTF-8",
          "--no-sync");
      Files.move(passwordFile, fresh.resolve(PASSWORD), StandardCopyOption.REPLACE_EXISTING);
      Path main = fresh.resolve("postgresql.conf");
      write(main, Files.readString(main) + "\ninclude_if_exists = '" + OUR_SETTINGS + "'\n");
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

package dev.commitcast.localpostgres;

import dev.commitcast.localpostgres.internal.Service;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A PgBouncer in front of a {@link LocalPostgres}, where the machine has one (in Debian the package
 * {@code pgbouncer}). Knows the owner's role alone. Thread-safe.
 */
public final class Pooler implements AutoCloseable {
  /** How long a client keeps a session of the server. */
  public enum Mode {
    /** From connecting to disconnecting: everything works. */
    SESSION,
    /** For a transaction: what a session remembers ({@code LISTEN}, locks, settings) is lost. */
    TRANSACTION;

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Service service;
  private final int port;

  private Pooler(Service service, int port) {
    this.service = service;
    this.port = port;
  }

  /** Why there is none on this machine; empty if there is. */
  public static Optional<String> hindrance() {
    return program().isPresent()
        ? Optional.empty()
        : Optional.of("PgBouncer is not installed (Debian: apt-get install pgbouncer).");
  }

  /** Starts one and waits until it answers. */
  public static Pooler inFrontOf(LocalPostgres server, Mode mode) {
    Path program =
        program().orElseThrow(() -> new LocalPostgresException(hindrance().orElseThrow()));
    int port = FreePort.find();
    String settings =
        """
        [databases]
        * = host=%s port=%d
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        auth_type = scram-sha-256
        auth_file = users.txt
        pool_mode = %s
        max_client_conn = 500
        default_pool_size = 50
        server_login_retry = 1
        server_lifetime = 3600
        ignore_startup_parameters = extra_float_digits, options, search_path, statement_timeout
        """
            .formatted(server.host(), server.port(), port, mode.word());
    String users = "\"%s\" \"%s\"\n".formatted(LocalPostgres.OWNER, LocalPostgres.OWNER_PASSWORD);
    return new Pooler(
        Service.start(
            program, port, Map.of("pgbouncer.ini", settings, "users.txt", users), "pgbouncer.ini"),
        port);
  }

  /** The database {@code commitcast}, through the pooler. */
  public PostgresDatabase database() {
    return new PostgresDatabase(
        "127.0.0.1",
        port,
        LocalPostgres.DATABASE,
        LocalPostgres.OWNER,
        LocalPostgres.OWNER_PASSWORD);
  }

  /** What it has logged. */
  public String log() {
    return service.log();
  }

  @Override
  public void close() {
    service.close();
  }

  private static Optional<Path> program() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.concat(Stream.of(path.split(":")), Stream.of("/usr/sbin", "/usr/local/sbin"))
        .filter(folder -> folder.startsWith("/"))
        .map(folder -> Path.of(folder, "pgbouncer"))
        .filter(Files::isExecutable)
        .findFirst();
  }
}

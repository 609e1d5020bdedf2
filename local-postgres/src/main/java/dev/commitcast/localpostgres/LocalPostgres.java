package dev.commitcast.localpostgres;

import dev.commitcast.localpostgres.internal.Cluster;
import dev.commitcast.localpostgres.internal.Origin;
import dev.commitcast.localpostgres.internal.OwnerRole;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One PostgreSQL server with a role and a database {@code commitcast}. It can be stopped, gently or
 * as by a crash, and started again on the same port with the same data.
 *
 * <p>Danger: {@link #close()} deletes the data unless a data directory was given. Thread-safe;
 * starting and stopping happen one after another.
 */
public final class LocalPostgres implements AutoCloseable {
  public static final String OWNER = "commitcast";
  public static final String OWNER_PASSWORD = "commitcast";
  public static final String DATABASE = "commitcast";

  private final Cluster cluster;
  private final int port;
  private final Map<String, String> settings;
  private final Map<String, String> files;
  private DeathWatch watch;

  private LocalPostgres(Builder builder) {
    this.cluster =
        Cluster.of(
            Optional.ofNullable(builder.dataDirectory),
            Optional.ofNullable(builder.programs),
            builder.clock == null ? Map.of() : builder.clock.environment(),
            Optional.ofNullable(builder.origin));
    this.port = builder.port == 0 ? FreePort.find() : builder.port;
    this.settings = new LinkedHashMap<>(builder.settings);
    this.files = Map.copyOf(builder.files);
    settings.put("listen_addresses", host());
    settings.put("port", Integer.toString(port));
    // no socket file: it would collide with other servers in a shared temporary folder
    settings.put("unix_socket_directories", "");
  }

  public static Builder builder() {
    return new Builder();
  }

  /** A server with an empty temporary data directory on a free port, started. */
  public static LocalPostgres startTemporary() {
    return builder().start();
  }

  /** Starts again after {@link #stop}; does nothing while the server runs. */
  public synchronized LocalPostgres start() {
    if (watch == null) {
      long postmaster = cluster.start(settings, files);
      Optional<Path> temporary = cluster.temporaryDirectory();
      // to PostgreSQL, QUIT is the immediate and INT the fast shutdown
      try {
        watch = DeathWatch.over(postmaster, temporary.isPresent() ? "QUIT" : "INT", temporary);
      } catch (LocalPostgresException e) {
        // nobody would end it if we were killed
        cluster.stop(StopMode.IMMEDIATE);
        throw e;
      }
      try {
        OwnerRole.ensure(this);
      } catch (SQLException e) {
        stop(StopMode.IMMEDIATE);
        throw new LocalPostgresException(
            "The role and database " + OWNER + " could not be created on port " + port + ".", e);
      }
    }
    return this;
  }

  /** Stops and waits for the end; does nothing when the server is stopped already. */
  public synchronized void stop(StopMode mode) {
    if (watch != null) {
      try {
        cluster.stop(mode);
      } finally {
        watch.dismiss();
        watch = null;
      }
    }
  }

  /** Stops and starts again: same port, same data. */
  public synchronized void restart(StopMode mode) {
    stop(mode);
    start();
  }

  /** Whether it was started and not stopped; see {@link #alive} for whether it still runs. */
  public synchronized boolean running() {
    return watch != null;
  }

  /** Whether its process runs: a server that panics ends by itself. */
  public boolean alive() {
    return cluster.alive();
  }

  /** Gives the running server another setting, now; it stays for the next start. */
  public synchronized LocalPostgres set(String setting, String value) {
    settings.put(setting, value);
    cluster.reload(settings);
    return this;
  }

  /** What the server has logged since its last start. */
  public String log() {
    return cluster.log();
  }

  public String host() {
    return "127.0.0.1";
  }

  public int port() {
    return port;
  }

  public Path dataDirectory() {
    return cluster.dataDirectory();
  }

  /** The database {@code commitcast} and its owner. */
  public PostgresDatabase database() {
    return database(DATABASE);
  }

  /** A database of another name, as the role {@code commitcast} sees it. */
  public PostgresDatabase database(String name) {
    return new PostgresDatabase(host(), port, name, OWNER, OWNER_PASSWORD);
  }

  /** As the owner, to the database {@code commitcast}. */
  public Connection connection() throws SQLException {
    return database().connect();
  }

  /** As the superuser, to the database {@code postgres}. */
  public Connection superuserConnection() throws SQLException {
    return superuserConnection("postgres");
  }

  /** As the superuser, to any database. */
  public Connection superuserConnection(String database) throws SQLException {
    return DriverManager.getConnection(
        database(database).jdbcUrl(), Cluster.SUPERUSER, cluster.superuserPassword());
  }

  synchronized Map<String, String> settings() {
    return Map.copyOf(settings);
  }

  String superuserPassword() {
    return cluster.superuserPassword();
  }

  /** Stops the server; deletes the data when they were temporary. */
  @Override
  public synchronized void close() {
    try {
      stop(cluster.temporaryDirectory().isPresent() ? StopMode.IMMEDIATE : StopMode.FAST);
    } finally {
      cluster.close();
    }
  }

  /** Collects what a server needs. Not thread-safe. */
  public static final class Builder {
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, String> files = new LinkedHashMap<>();
    private int port;
    private Path dataDirectory;
    private Path programs;
    private ShiftedClock clock;
    private Origin origin;

    private Builder() {}

    /** A fixed port, or 0 for any free one. */
    public Builder port(int number) {
      if (number < 0 || number > 65_535) {
        throw new IllegalArgumentException(
            "The port of PostgreSQL must be from 0 (any) to 65535, not " + number + ".");
      }
      port = number;
      return this;
    }

    /** Keeps the data here; made when it is not there. Without it they are temporary. */
    public Builder dataDirectory(Path directory) {
      dataDirectory = directory;
      return this;
    }

    /** Another installation's server, such as {@code /usr/lib/postgresql/15}. */
    public Builder programs(Path folder) {
      programs = folder;
      return this;
    }

    /** A clock that the server takes for the right one. */
    public Builder clock(ShiftedClock shifted) {
      clock = shifted;
      return this;
    }

    /** Begins with other data than those of a new cluster. */
    Builder origin(Origin other) {
      origin = other;
      return this;
    }

    /** One server setting, as in {@code postgresql.conf}. */
    public Builder setting(String name, String value) {
      settings.put(name, value);
      return this;
    }

    /** Several server settings. */
    public Builder settings(Map<String, String> more) {
      settings.putAll(more);
      return this;
    }

    /**
     * Takes encrypted connections and no others.
     *
     * @param server who the server says that it is
     * @param authority whose certificates it takes from clients
     * @param access lines of {@code pg_hba.conf}; each begins with {@code hostssl}, and one must
     *     let the role {@code postgres} in by its password
     */
    public Builder demandTls(
        Certificates.Identity server, Certificates authority, List<String> access) {
      if (!access.stream().allMatch(line -> line.startsWith("hostssl "))) {
        throw new IllegalArgumentException("A line does not begin with hostssl: " + access);
      }
      setting("ssl", "on").setting("ssl_ca_file", "clients.crt");
      setting("ssl_cert_file", "server.crt").setting("ssl_key_file", "server.key");
      files.put("server.crt", server.readCertificate());
      files.put("server.key", server.readKey());
      files.put("clients.crt", authority.readCertificate());
      files.put("pg_hba.conf", String.join("\n", access) + "\n");
      return this;
    }

    public LocalPostgres start() {
      LocalPostgres server = new LocalPostgres(this);
      try {
        return server.start();
      } catch (LocalPostgresException e) {
        server.close();
        throw e;
      }
    }
  }
}

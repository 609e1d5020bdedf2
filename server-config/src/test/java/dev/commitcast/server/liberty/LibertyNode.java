package dev.commitcast.server.liberty;

import dev.commitcast.localpostgres.FreePort;
import dev.commitcast.localpostgres.PostgresDatabase;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A node for tests: the packed application on a free port, on a database that the test names. Any
 * number may run beside each other. Its logs stay in {@code target/nodes}.
 */
public final class LibertyNode implements AutoCloseable {
  private static final Duration START_DEADLINE = Duration.ofMinutes(2);
  private static final Duration STOP_DEADLINE = Duration.ofSeconds(30);
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final LibertyServer server;

  private LibertyNode(LibertyServer server) {
    this.server = server;
  }

  /** Starts a node with the profile {@code test} and waits until it is ready. */
  public static LibertyNode start(PostgresDatabase database) {
    return start(database, Map.of());
  }

  /**
   * Starts a node and waits until it is ready.
   *
   * @param settings environment variables, such as {@code COMMITCAST_SCHEMA_LOG}
   */
  public static LibertyNode start(PostgresDatabase database, Map<String, String> settings) {
    LibertyNode node = describe(database, settings);
    try {
      node.startAndAwait();
      return node;
    } catch (ServerException e) {
      node.close();
      throw e;
    }
  }

  /** A node that is not started yet, for tests of the start itself. */
  public static LibertyNode describe(PostgresDatabase database, Map<String, String> settings) {
    return describe(database, settings, List.of());
  }

  /**
   * The same with options for its JVM, such as a smaller heap; for a node that shall be quick and
   * not only start quickly, {@code -XX:TieredStopAtLevel=4}.
   */
  public static LibertyNode describe(
      PostgresDatabase database, Map<String, String> settings, List<String> jvmOptions) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("MP_CONFIG_PROFILE", "test");
    environment.put("POSTGRES_HOST", database.host());
    environment.put("POSTGRES_PORT", Integer.toString(database.port()));
    environment.put("POSTGRES_DB", database.database());
    environment.put("POSTGRES_USER", database.user());
    environment.put("POSTGRES_PASSWORD", database.password());
    environment.putAll(settings);
    String name = ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
    return new LibertyNode(
        new LibertyServer(
            new LibertyInstallation(Path.of("target/liberty/wlp")),
            Path.of("target/nodes").resolve(name),
            FreePort.find(),
            environment,
            quick(jvmOptions)));
  }

  /** A start with the first compiler alone takes half the time of the processors. */
  private static List<String> quick(List<String> wanted) {
    List<String> options = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1"));
    if (wanted.stream().noneMatch(option -> option.matches("-XX:\\+Use\\w+GC"))) {
      options.add("-XX:+UseSerialGC");
    }
    options.addAll(wanted);
    return options;
  }

  /** Starts (again) on the same port. */
  public void startAndAwait() {
    server.start().awaitReady(START_DEADLINE);
  }

  /** In order. A busy machine needs longer than the server's starter has patience for. */
  public void stop() {
    Optional<ProcessHandle> process = server.running() ? handle() : Optional.empty();
    if (process.isPresent() && process.get().destroy()) {
      try {
        process.get().onExit().get(STOP_DEADLINE.toSeconds(), TimeUnit.SECONDS);
      } catch (TimeoutException | ExecutionException expected) {
        // it is killed below
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    server.stop();
  }

  private Optional<ProcessHandle> handle() {
    return ProcessHandle.of(server.pid());
  }

  /** With the server's own command, as {@code server stop} does, which asks over a port. */
  public void stopByCommand() {
    server.stopByCommand();
  }

  /** As {@code kill -9}. */
  public void kill() {
    server.kill();
  }

  public boolean running() {
    return server.running();
  }

  public long pid() {
    return server.pid();
  }

  /** Ends with a slash. */
  public URI uri() {
    return server.uri();
  }

  /** The log, one JSON object per line. */
  public Path messages() {
    return server.messages();
  }

  /** What the process prints, the application's JSON lines among it. */
  public Path console() {
    return server.console();
  }

  @Override
  public void close() {
    server.close();
  }
}

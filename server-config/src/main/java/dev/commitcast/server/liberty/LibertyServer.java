package dev.commitcast.server.liberty;

import dev.commitcast.localpostgres.DeathWatch;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One node: an Open Liberty process with its own folder and port. It can be stopped in order or
 * killed, and started again. It ends with the program that started it. Thread-safe.
 */
public final class LibertyServer implements AutoCloseable {
  private static final Duration STOP_DEADLINE = Duration.ofSeconds(10);
  // a server that is still starting does not listen to its stop signal for many seconds
  private static final Duration EARLY_STOP_DEADLINE = Duration.ofSeconds(2);

  private final LibertyInstallation installation;
  private final NodeFolder folder;
  private final int httpPort;
  private final Map<String, String> environment;
  private final List<String> jvmOptions;
  private final ServerLog log;
  private Process process;
  private DeathWatch watch;
  private volatile boolean wasReady;

  /**
   * Describes a node; nothing is started yet.
   *
   * @param installation where the server's programs are
   * @param folder where this node keeps its files; no other node may have it
   * @param httpPort on the loopback address
   * @param environment added to our own environment, for settings such as {@code POSTGRES_HOST}
   * @param jvmOptions added to those of the configuration; the last one counts
   */
  public LibertyServer(
      LibertyInstallation installation,
      Path folder,
      int httpPort,
      Map<String, String> environment,
      List<String> jvmOptions) {
    this.installation = installation;
    this.folder = new NodeFolder(folder.toAbsolutePath().normalize());
    this.httpPort = httpPort;
    this.environment = new LinkedHashMap<>(environment);
    this.jvmOptions = List.copyOf(jvmOptions);
    this.log = new ServerLog(this.folder.messages());
  }

  /** Starts the process and returns at once; see {@link #awaitReady}. */
  public synchronized LibertyServer start() {
    if (running()) {
      throw new ServerException("The server runs already, as process " + process.pid() + ".");
    }
    folder.prepare(installation);
    wasReady = false;
    ProcessBuilder builder =
        new ProcessBuilder(installation.command(jvmOptions))
            .directory(folder.output().toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.console().toFile());
    String port = Integer.toString(httpPort);
    builder.environment().put("COMMITCAST_HTTP_PORT", port);
    // in production the server's own pages, which we wait for, are not where the application is
    builder.environment().put("COMMITCAST_MANAGEMENT_PORT", port);
    builder.environment().putAll(environment);
    builder.environment().put("WLP_USER_DIR", folder.user().toString());
    builder.environment().put("WLP_OUTPUT_DIR", folder.output().toString());
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new ServerException("The process of the server could not be started.", e);
    }
    try {
      watch = DeathWatch.over(process.pid(), "TERM", Optional.empty());
    } catch (RuntimeException e) {
      // nobody would end it if we were killed
      process.destroyForcibly();
      throw e;
    }
    return this;
  }

  /**
   * Waits until {@code /health/ready} says UP.
   *
   * @throws ServerException with the server's own words when it ends, when the application fails to
   *     start, or when the time is over
   */
  public LibertyServer awaitReady(Duration deadline) {
    new Readiness(uri(), log, current()).await(deadline);
    wasReady = true;
    return this;
  }

  /** Stops in order and waits; kills it when it does not end in time. */
  public synchronized void stop() {
    if (process == null) {
      return;
    }
    process.destroy();
    if (!ended(wasReady ? STOP_DEADLINE : EARLY_STOP_DEADLINE)) {
      process.destroyForcibly();
      ended(STOP_DEADLINE);
    }
    dismissWatch();
  }

  /** Stops in order with the server's own command, as its script {@code server stop} does. */
  public void stopByCommand() {
    ProcessBuilder command = new ProcessBuilder(installation.stopCommand()).inheritIO();
    command.environment().put("WLP_USER_DIR", folder.user().toString());
    command.environment().put("WLP_OUTPUT_DIR", folder.output().toString());
    try {
      if (command.start().waitFor() != 0) {
        throw new ServerException("The server's own command could not stop it.");
      }
    } catch (IOException e) {
      throw new ServerException("The command that stops the server could not be started.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    stop();
  }

  /** Ends it at once, as {@code kill -9} does. */
  public synchronized void kill() {
    if (process != null) {
      process.destroyForcibly();
      ended(STOP_DEADLINE);
      dismissWatch();
    }
  }

  @Override
  public void close() {
    stop();
  }

  private void dismissWatch() {
    if (watch != null) {
      watch.dismiss();
    }
  }

  public synchronized boolean running() {
    return process != null && process.isAlive();
  }

  /** Waits until the process has ended, for whatever reason. */
  public void awaitEnd() throws InterruptedException {
    current().waitFor();
  }

  public long pid() {
    return current().pid();
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + httpPort + "/");
  }

  /** The server's messages, one JSON object per line. */
  public Path messages() {
    return folder.messages();
  }

  /** What the process prints, in the same form. */
  public Path console() {
    return folder.console();
  }

  /** The first reason that the server gives for a failure. */
  public Optional<String> failure() {
    return log.failure();
  }

  private synchronized Process current() {
    if (process == null) {
      throw new ServerException("The server has not been started.");
    }
    return process;
  }

  private boolean ended(Duration deadline) {
    try {
      return process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

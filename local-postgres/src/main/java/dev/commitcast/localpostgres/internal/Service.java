package dev.commitcast.localpostgres.internal;

import dev.commitcast.localpostgres.DeathWatch;
import dev.commitcast.localpostgres.LocalPostgresException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A program of this machine that serves a port for as long as we need it, with a folder of its own,
 * as an ordinary user. Never outlives us. Thread-safe.
 */
public final class Service implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final Process process;
  private final Path folder;
  private final DeathWatch watch;

  private Service(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
    this.watch = DeathWatch.over(process.pid(), "TERM", Optional.of(folder));
  }

  /**
   * Starts it and waits until the port answers.
   *
   * @param files what lies in its folder, in which it is started
   */
  public static Service start(
      Path program, int port, Map<String, String> files, String... arguments) {
    Path folder = Directories.temporary("commitcast-" + program.getFileName() + "-");
    try {
      Unprivileged.hand(folder);
      for (Map.Entry<String, String> file : files.entrySet()) {
        Path path = folder.resolve(file.getKey());
        OwnerOnly.write(path, file.getValue());
        Unprivileged.hand(path);
      }
      List<String> command = new ArrayList<>(Unprivileged.prefix());
      command.add(program.toString());
      command.addAll(List.of(arguments));
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
      Service service = new Service(process, folder);
      service.await(port);
      return service;
    } catch (IOException e) {
      Directories.delete(folder);
      throw new LocalPostgresException(program + " could not be started.", e);
    }
  }

  public String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      throw new UncheckedIOException("The log in " + folder + " cannot be read.", e);
    }
  }

  private void await(int port) {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (!answers(port)) {
      if (!process.isAlive() || System.nanoTime() - end > 0) {
        String log = log();
        close();
        throw new LocalPostgresException("Port " + port + " was never served. The log:\n" + log);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        close();
        throw new LocalPostgresException("Interrupted while a service started.", e);
      }
    }
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException expected) {
      // not yet
      return false;
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    watch.dismiss();
    Directories.delete(folder);
  }
}

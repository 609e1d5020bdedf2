package dev.commitcast.localpostgres.internal;

import dev.commitcast.localpostgres.LocalPostgresException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Calls a program of PostgreSQL, waits for its end and keeps what it printed. */
final class Program {
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  /**
   * What came of a call.
   *
   * @param exitCode 0 when all went well
   * @param output both streams
   */
  record Outcome(int exitCode, String output) {}

  private final Path home;
  private final Map<String, String> environment;

  Program(Path home) {
    this(home, Map.of());
  }

  Program(Path home, Map<String, String> environment) {
    this.home = home;
    this.environment = Map.copyOf(environment);
  }

  /** Runs it and demands success. */
  void demand(String program, String... arguments) {
    Outcome outcome = run(program, arguments);
    if (outcome.exitCode() != 0) {
      throw new LocalPostgresException(
          program + " failed with exit code " + outcome.exitCode() + ": " + outcome.output());
    }
  }

  Outcome run(String program, String... arguments) {
    List<String> command = new ArrayList<>(Unprivileged.prefix());
    command.add(home.resolve("bin").resolve(program).toString());
    command.addAll(Arrays.asList(arguments));
    try {
      // to a file, not a pipe: a server started by the program would keep a pipe open
      File output = File.createTempFile("commitcast-" + program, ".out");
      try {
        return run(command, output);
      } finally {
        Files.deleteIfExists(output.toPath());
      }
    } catch (IOException e) {
      throw new LocalPostgresException("Could not run " + String.join(" ", command) + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalPostgresException("Interrupted while " + program + " ran.", e);
    }
  }

  private Outcome run(List<String> command, File output) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output);
    // messages are compared and shown; they shall not depend on the machine's language
    builder.environment().put("LC_ALL", "C");
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new LocalPostgresException(
          String.join(" ", command) + " did not end within " + DEADLINE.toSeconds() + " s.");
    }
    String text = new String(Files.readAllBytes(output.toPath()), StandardCharsets.UTF_8);
    return new Outcome(process.exitValue(), text.strip());
  }
}

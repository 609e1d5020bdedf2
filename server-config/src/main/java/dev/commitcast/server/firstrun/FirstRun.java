package dev.commitcast.server.firstrun;

import dev.commitcast.server.liberty.LibertyServer;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Starts a database and the server, says where to look, and waits for Ctrl-C. Whatever ends it, a
 * shutdown hook stops what has been started; the exit code is 0 after Ctrl-C or a termination
 * signal, 1 when something failed.
 */
public final class FirstRun {
  private static final Duration START_DEADLINE = Duration.ofMinutes(3);

  private final PrintStream out = System.out;
  private final RunSettings settings;
  private final LocalStack stack;
  private final CountDownLatch stopAsked = new CountDownLatch(1);
  private volatile int exitCode;

  private FirstRun(RunSettings settings) {
    this.settings = settings;
    this.stack = new LocalStack(settings);
  }

  public static void main(String[] arguments) throws InterruptedException {
    Path root = Path.of("").toAbsolutePath();
    new FirstRun(new RunSettings(root, System.getenv())).run();
  }

  private void run() throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "end"));
    try {
      runUntilTheServerEnds();
      fail("The server has ended by itself.");
    } catch (RuntimeException e) {
      fail(e.getMessage());
    } catch (Error e) {
      fail("The first run is broken, which is a fault of its own: " + e);
    }
  }

  private void runUntilTheServerEnds() throws InterruptedException {
    settings.check();
    long begin = System.nanoTime();
    settings
        .foreignDatabase()
        .ifPresentOrElse(
            address -> say("Using PostgreSQL at " + address + " ..."),
            () -> say("Starting PostgreSQL on port " + settings.databasePort() + " ..."));
    stack.startDatabase();
    say("Starting the server on port " + settings.httpPort() + " ...");
    LibertyServer server = stack.startServer();
    server.awaitReady(START_DEADLINE);
    say(Directions.of(settings, server, Duration.ofNanos(System.nanoTime() - begin)));
    server.awaitEnd();
  }

  /** Says how far we are, unless we are on the way back already. */
  private void say(String sentence) {
    if (stopAsked.getCount() > 0) {
      out.println(sentence);
      out.flush();
    }
  }

  private void fail(String sentence) throws InterruptedException {
    // Ctrl-C also hits the programs that we started. Their end is no failure of theirs then, and
    // may be seen here a moment before the signal is seen by us.
    if (stopAsked.await(500, TimeUnit.MILLISECONDS)) {
      return;
    }
    exitCode = 1;
    PrintStream err = new PrintStream(System.err, true, Charset.defaultCharset());
    err.println();
    err.println(sentence);
    stack
        .server()
        .ifPresent(
            server -> err.println("Its log is " + settings.root().relativize(server.messages())));
    System.exit(1);
  }

  private void end() {
    stopAsked.countDown();
    out.println();
    out.println("Stopping ...");
    try {
      stack.stop();
      out.println("Stopped. Nothing is left running.");
    } catch (RuntimeException e) {
      exitCode = 1;
      out.println("Could not stop everything: " + e.getMessage());
    }
    out.flush();
    // without it the code would be that of the signal, and a wanted end would look like a failure
    Runtime.getRuntime().halt(exitCode);
  }
}

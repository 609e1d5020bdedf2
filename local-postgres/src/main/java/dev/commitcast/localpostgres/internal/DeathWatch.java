package dev.commitcast.localpostgres.internal;

import dev.commitcast.localpostgres.LocalPostgresException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Ends the server when this Java process ends without having done so, even by {@code kill -9}: a
 * shell waits on a pipe that only we hold, and a pipe closes with its holder. Where there is no
 * POSIX shell a shutdown hook does what it can.
 */
public final class DeathWatch {
  // INT = fast, QUIT = immediate shutdown of PostgreSQL; Ctrl-C in the terminal is not for us
  private static final String SCRIPT =
      """
      trap '' INT HUP TERM QUIT
      read -r word
      [ "$word" = dismissed ] && exit 0
      kill -"$2" "$1" 2>/dev/null
      rounds=0
      while [ -e "$3/postmaster.pid" ] && [ $rounds -lt 300 ]; do
        sleep 0.1
        rounds=$((rounds + 1))
      done
      [ -n "$4" ] && rm -rf "$4"
      """;

  private final Process shell;
  private final Thread hook;

  private DeathWatch(Process shell, Thread hook) {
    this.shell = shell;
    this.hook = hook;
  }

  /**
   * Watches over a server.
   *
   * @param pid the postmaster
   * @param data its data directory
   * @param temporary a folder to delete with it; such a server needs no orderly end
   */
  public static DeathWatch over(long pid, Path data, Optional<Path> temporary) {
    if (Platform.windows()) {
      Thread hook = new Thread(() -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy));
      Runtime.getRuntime().addShutdownHook(hook);
      return new DeathWatch(null, hook);
    }
    try {
      Process shell =
          new ProcessBuilder(
                  "sh",
                  "-c",
                  SCRIPT,
                  "commitcast-death-watch",
                  Long.toString(pid),
                  temporary.isPresent() ? "QUIT" : "INT",
                  data.toString(),
                  temporary.map(Path::toString).orElse(""))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return new DeathWatch(shell, null);
    } catch (IOException e) {
      throw new LocalPostgresException("The shell that watches PostgreSQL did not start.", e);
    }
  }

  /** The server has ended in order; nothing is left to watch. */
  public void dismiss() {
    if (hook != null) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException ignored) {
        // the Java process is ending already, and the hook finds no server
      }
      return;
    }
    try (OutputStream pipe = shell.getOutputStream()) {
      pipe.write("dismissed\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException ignored) {
      // the shell is gone, which is what we want
    }
  }
}

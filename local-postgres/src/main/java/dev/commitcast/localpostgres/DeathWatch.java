package dev.commitcast.localpostgres;

import dev.commitcast.localpostgres.internal.Platform;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Ends another process when this Java process ends without having done so, even by {@code kill -9}:
 * a shell waits on a pipe that only we hold, and a pipe closes with its holder. Where there is no
 * POSIX shell a shutdown hook does what it can. Thread-safe.
 */
public final class DeathWatch {
  // Ctrl-C in the terminal is meant for us, not for the shell. A dead process whose parent has not
  // asked for its exit code (state Z) counts as gone.
  private static final String SCRIPT =
      """
      trap '' INT HUP TERM QUIT
      gone() {
        case $(cat "/proc/$1/stat" 2>/dev/null) in *') Z '*) return 0 ;; esac
        ! kill -0 "$1" 2>/dev/null
      }
      read -r word
      [ "$word" = dismissed ] && exit 0
      kill -"$2" "$1" 2>/dev/null
      rounds=0
      until gone "$1"; do
        [ $rounds -eq 300 ] && kill -KILL "$1" 2>/dev/null && break
        sleep 0.1
        rounds=$((rounds + 1))
      done
      [ -n "$3" ] && rm -rf "$3"
      """;

  private final Process shell;
  private final Thread hook;

  private DeathWatch(Process shell, Thread hook) {
    this.shell = shell;
    this.hook = hook;
  }

  /**
   * Watches over a process.
   *
   * @param pid which one
   * @param signal what ends it in order, such as {@code TERM}; after 30 s it is killed
   * @param folder what to delete after it
   */
  public static DeathWatch over(long pid, String signal, Optional<Path> folder) {
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
                  signal,
                  folder.map(Path::toString).orElse(""))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return new DeathWatch(shell, null);
    } catch (IOException e) {
      throw new LocalPostgresException("No shell could be started to watch process " + pid, e);
    }
  }

  /** The process has ended in order; nothing is left to watch. */
  public void dismiss() {
    if (hook != null) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException ignored) {
        // the Java process is ending already, and the hook finds no process
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

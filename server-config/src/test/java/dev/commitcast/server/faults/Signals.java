package dev.commitcast.server.faults;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Freezes and thaws a process, where the system knows such signals. */
public final class Signals {
  private Signals() {}

  /** Whether this system has them; Windows has not. */
  public static boolean available() {
    return !System.getProperty("os.name").startsWith("Windows");
  }

  public static void freeze(long pid) {
    send("-STOP", pid);
  }

  /** Does nothing to a process that was not frozen. */
  public static void thaw(long pid) {
    if (available()) {
      send("-CONT", pid);
    }
  }

  private static void send(String signal, long pid) {
    try {
      Process kill =
          new ProcessBuilder("kill", signal, Long.toString(pid)).redirectErrorStream(true).start();
      if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
        throw new IllegalStateException("kill " + signal + " " + pid + " failed.");
      }
    } catch (IOException e) {
      throw new IllegalStateException("The command kill could not be run.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a signal was sent.", e);
    }
  }
}

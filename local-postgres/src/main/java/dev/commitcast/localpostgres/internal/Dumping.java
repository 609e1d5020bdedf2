package dev.commitcast.localpostgres.internal;

import dev.commitcast.localpostgres.LocalPostgresException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Calls {@code pg_dump} and {@code pg_restore}. Immutable. */
public final class Dumping {
  private final Program program;
  private final String[] access;

  /**
   * Where and as whom.
   *
   * @param home the folder that holds {@code bin}
   * @param port of a server on the loopback address
   */
  public Dumping(Path home, int port, String user, String password) {
    this.program = new Program(home, Map.of("PGPASSWORD", password));
    this.access = new String[] {"-h", "127.0.0.1", "-p", Integer.toString(port), "-U", user};
  }

  public void dump(String database, Path file) {
    try {
      Files.deleteIfExists(file);
      OwnerOnly.write(file, "");
      Unprivileged.hand(file);
    } catch (IOException e) {
      throw new LocalPostgresException("The dump " + file + " cannot be written.", e);
    }
    call("pg_dump", "--format=custom", "--file=" + file, "--dbname=" + database);
  }

  public void restore(Path file, String database) {
    call("pg_restore", "--exit-on-error", "--dbname=" + database, file.toString());
  }

  private void call(String name, String... arguments) {
    String[] all = new String[access.length + arguments.length];
    System.arraycopy(access, 0, all, 0, access.length);
    System.arraycopy(arguments, 0, all, access.length, arguments.length);
    program.demand(name, all);
  }
}

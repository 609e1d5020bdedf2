package dev.commitcast.server.faults.rows;

import dev.commitcast.localpostgres.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The processes of a PostgreSQL server. */
record ServerProcesses(ProcessHandle postmaster) {
  static ServerProcesses of(LocalPostgres server) {
    Path file = server.dataDirectory().resolve("postmaster.pid");
    try {
      long pid = Long.parseLong(Files.readAllLines(file).get(0).strip());
      return new ServerProcesses(ProcessHandle.of(pid).orElseThrow());
    } catch (IOException e) {
      throw new UncheckedIOException("There is no " + file + "; does the server run?", e);
    }
  }

  /** As {@code kill -9} of all of them, and waits until they are gone. */
  void kill() {
    List<ProcessHandle> all =
        Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(process -> process.onExit().orTimeout(20, TimeUnit.SECONDS).join());
  }
}

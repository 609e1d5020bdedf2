package dev.commitcast.localpostgres.internal;

import java.io.IOException;
import java.nio.file.Path;

/** Where the data of a cluster come from. */
@FunctionalInterface
public interface Origin {
  /** Fills an empty folder, which then is renamed to the data directory. */
  void fill(Path folder) throws IOException;
}

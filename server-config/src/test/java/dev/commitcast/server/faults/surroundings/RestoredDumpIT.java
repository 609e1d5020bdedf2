package dev.commitcast.server.faults.surroundings;

import dev.commitcast.localpostgres.InstalledPostgres;
import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.server.faults.FaultyWorld;
import java.util.List;
import java.util.Map;

/** The log moves to another cluster. */
class RestoredDumpIT extends StagedRows {
  private final Restoration restoration = new Restoration();

  @Override
  List<Staged> rows() {
    return List.of(new Staged(restoration, InstalledPostgres::hindrance));
  }

  @Override
  FaultyWorld start(long seed) {
    LocalPostgres old =
        LocalPostgres.builder()
            .programs(InstalledPostgres.newest().home())
            .setting("max_connections", "100")
            .setting("fsync", "off")
            .start();
    return FaultyWorld.start(old, Map.of(), seed);
  }

  @Override
  void stop() throws Exception {
    restoration.close();
  }
}

package dev.commitcast.server.faults.surroundings;

import dev.commitcast.localpostgres.Pooler;
import dev.commitcast.server.faults.FaultyWorld;
import java.util.List;
import java.util.Optional;

/** Another way to the database, or another database at the end of the way. */
class FailoverIT extends StagedRows {
  private final Promotion complete = new Promotion(false);
  private final Promotion incomplete = new Promotion(true);

  @Override
  List<Staged> rows() {
    return List.of(
        new Staged(new PoolerBetween(false), Pooler::hindrance),
        new Staged(new PoolerBetween(true), Pooler::hindrance),
        new Staged(complete, Optional::empty),
        new Staged(incomplete, Optional::empty));
  }

  @Override
  FaultyWorld start(long seed) {
    return FaultyWorld.start(seed);
  }

  @Override
  void stop() {
    incomplete.close();
    complete.close();
  }
}

package dev.commitcast.server.faults.rows;

import dev.commitcast.server.faults.FaultyWorld;

/** Something that is done to the world. */
@FunctionalInterface
public interface Step {
  Step NOTHING = world -> {};

  void take(FaultyWorld world) throws Exception;
}

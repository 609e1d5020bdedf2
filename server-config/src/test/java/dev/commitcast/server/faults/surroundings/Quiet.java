package dev.commitcast.server.faults.surroundings;

import dev.commitcast.server.faults.Fault;
import dev.commitcast.server.faults.FaultyWorld;

/** A row under so little load that the sequencer falls asleep between two commits. */
record Quiet(Fault fault) implements Fault {
  @Override
  public String name() {
    return fault.name();
  }

  @Override
  public String promise() {
    return fault.promise();
  }

  @Override
  public boolean repeatable() {
    return fault.repeatable();
  }

  @Override
  public Pace pace() {
    return Pace.GENTLE;
  }

  @Override
  public void begin(FaultyWorld world) throws Exception {
    fault.begin(world);
  }

  @Override
  public void during(FaultyWorld world) throws Exception {
    fault.during(world);
  }

  @Override
  public void end(FaultyWorld world) throws Exception {
    fault.end(world);
  }
}

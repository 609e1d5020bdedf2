package dev.commitcast.server.faults.rows;

import dev.commitcast.server.faults.Fault;
import dev.commitcast.server.faults.FaultyWorld;

/**
 * A fault that is put together from steps. Immutable.
 *
 * @param once whether only the matrix may run it, not the soak
 */
public record Row(
    String name,
    String promise,
    boolean quick,
    boolean once,
    boolean permanent,
    Step first,
    Step meanwhile,
    Step last,
    Step afterwards)
    implements Fault {

  public static Row of(String name, String promise) {
    return new Row(
        name, promise, false, false, false, Step.NOTHING, Step.NOTHING, Step.NOTHING, Step.NOTHING);
  }

  /** Part of the ordinary run, too. */
  public Row inTheQuickHalf() {
    return new Row(name, promise, true, once, permanent, first, meanwhile, last, afterwards);
  }

  /** Too long, or too much, for the soak. */
  public Row onlyInTheMatrix() {
    return new Row(name, promise, quick, true, permanent, first, meanwhile, last, afterwards);
  }

  /** Nothing ends it. */
  public Row forGood(Step step) {
    return new Row(name, promise, quick, once, true, step, meanwhile, last, afterwards);
  }

  public Row begins(Step step) {
    return new Row(name, promise, quick, once, permanent, step, meanwhile, last, afterwards);
  }

  public Row lasts(Step step) {
    return new Row(name, promise, quick, once, permanent, first, step, last, afterwards);
  }

  public Row ends(Step step) {
    return new Row(name, promise, quick, once, permanent, first, meanwhile, step, afterwards);
  }

  public Row cleans(Step step) {
    return new Row(name, promise, quick, once, permanent, first, meanwhile, last, step);
  }

  @Override
  public boolean repeatable() {
    return !once;
  }

  @Override
  public void begin(FaultyWorld world) throws Exception {
    first.take(world);
  }

  @Override
  public void during(FaultyWorld world) throws Exception {
    meanwhile.take(world);
  }

  @Override
  public void end(FaultyWorld world) throws Exception {
    last.take(world);
  }

  @Override
  public void clean(FaultyWorld world) throws Exception {
    afterwards.take(world);
  }
}

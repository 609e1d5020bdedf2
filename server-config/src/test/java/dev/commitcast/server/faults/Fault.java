package dev.commitcast.server.faults;

import dev.commitcast.server.faults.load.Tally;
import java.time.Duration;

/** Something that goes wrong while writers write and subscribers read. */
public interface Fault {
  /** Short, in words joined by hyphens; {@code -Dcommitcast.faults.row=} takes it. */
  String name();

  /** What is done, and what is promised of it, one sentence each, for the documentation. */
  String promise();

  /** Whether it is part of the ordinary test run. */
  default boolean quick() {
    return false;
  }

  /** Whether the soak may choose it, again and again. */
  default boolean repeatable() {
    return true;
  }

  /**
   * Whether nothing ends it: recovery is then counted from its beginning. Otherwise from the moment
   * at which {@link #end} has put things right.
   */
  default boolean permanent() {
    return false;
  }

  /** How long the recovery may take. */
  default Duration deadline() {
    return Duration.ofSeconds(60);
  }

  /** Whether the count is what was promised. */
  default boolean kept(Tally tally) {
    return tally.clean();
  }

  /** How hard the writers work. */
  default Pace pace() {
    return Pace.ORDINARY;
  }

  /** Sets up what the fault needs; nothing is wrong yet. */
  default void prepare(FaultyWorld world) throws Exception {}

  /** Makes it wrong, and returns when it is. */
  void begin(FaultyWorld world) throws Exception;

  /** Returns when it has been wrong for long enough; what must hold meanwhile is asserted here. */
  default void during(FaultyWorld world) throws Exception {}

  /** Makes it right again, as an operator or fate would; must do nothing a second time. */
  default void end(FaultyWorld world) throws Exception {}

  /** After the count: brings back what the fault took for good, for the next row. */
  default void clean(FaultyWorld world) throws Exception {}

  /**
   * How many writers there are and how they pause.
   *
   * @param pauseMillis the longest pause between two transactions of a writer
   */
  record Pace(int writers, int pauseMillis) {
    public static final Pace ORDINARY = new Pace(4, 60);
    public static final Pace GENTLE = new Pace(2, 400);
  }
}

package dev.commitcast.server.faults.surroundings;

import dev.commitcast.server.faults.Chosen;
import dev.commitcast.server.faults.Fault;
import dev.commitcast.server.faults.FaultReport;
import dev.commitcast.server.faults.FaultRun;
import dev.commitcast.server.faults.FaultyWorld;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the rows of one surrounding, which is made when the first of them needs it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StagedRows {
  private final Chosen chosen = Chosen.fromProperties();
  private FaultyWorld world;

  /** All rows that this surrounding carries. */
  abstract List<Staged> rows() throws Exception;

  /** Makes it. */
  abstract FaultyWorld start(long seed) throws Exception;

  /** Ends what the world does not end by itself; also if there is nothing to end. */
  abstract void stop() throws Exception;

  final List<Staged> chosen() throws Exception {
    List<Staged> all = rows();
    List<Fault> wanted = chosen.of(all.stream().map(Staged::fault).toList());
    return all.stream().filter(row -> wanted.contains(row.fault())).toList();
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("chosen")
  @Timeout(420)
  void nothingIsLostAndEverythingRecovers(Staged row) throws Exception {
    Optional<String> hindrance = row.hindrance().get();
    hindrance.ifPresent(reason -> FaultReport.skip(row.fault(), reason));
    Assumptions.assumeTrue(hindrance.isEmpty(), () -> hindrance.orElseThrow());
    if (world == null) {
      // what an earlier row began and could not finish
      stop();
      world = start(chosen.seed());
    }
    FaultRun.run(world, row.fault(), chosen.seed());
  }

  @AfterAll
  final void end() throws Exception {
    if (world != null) {
      world.close();
    }
    stop();
  }
}

package dev.commitcast.server.faults;

import dev.commitcast.server.faults.rows.Faults;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The rows that share one server and two nodes. */
class FaultMatrixIT {
  private static final Chosen CHOSEN = Chosen.fromProperties();

  @SuppressWarnings("unused") // named below
  private static final List<Named<Fault>> ROWS =
      CHOSEN.of(Faults.all()).stream().map(fault -> Named.of(fault.name(), fault)).toList();

  private static FaultyWorld world;

  @BeforeAll
  static void start() {
    System.out.println("fault matrix, seed " + CHOSEN.seed());
    world = ROWS.isEmpty() ? null : FaultyWorld.start(CHOSEN.seed());
  }

  @AfterAll
  static void stop() {
    if (world != null) {
      world.close();
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @FieldSource("ROWS")
  @Timeout(300)
  void nothingIsLostAndEverythingRecovers(Fault fault) throws Exception {
    FaultRun.run(world, fault, CHOSEN.seed());
  }
}

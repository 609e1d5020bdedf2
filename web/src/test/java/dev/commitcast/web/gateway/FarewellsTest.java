package dev.commitcast.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FarewellsTest {
  private static final long STEP = Farewells.PATIENCE.toNanos() + 1;

  private final Farewells farewells = new Farewells(Runnable::run);
  private final List<String> ends = new ArrayList<>();
  private final Farewells.Connection connection =
      new Farewells.Connection() {
        @Override
        public void endInput() {
          ends.add("input");
        }

        @Override
        public void end() throws IOException {
          ends.add("all");
          throw new IOException("has ended already");
        }
      };

  @Test
  void leavesAConnectionAloneForAWhile() {
    farewells.add(connection);
    farewells.look(System.nanoTime());
    assertThat(ends).isEmpty();
  }

  @Test
  void endsFirstWhatIsReadAndThenTheConnectionEachOnce() {
    farewells.add(connection);
    long now = System.nanoTime() + STEP;
    farewells.look(now);
    farewells.look(now);
    assertThat(ends).containsExactly("input");

    farewells.look(now + STEP);
    farewells.look(now + 3 * STEP);
    assertThat(ends).containsExactly("input", "all");
  }

  @Test
  void endsTheOthersThoughOneCannotBeEnded() {
    farewells.add(connection);
    farewells.add(connection);
    long now = System.nanoTime() + STEP;
    farewells.look(now);
    farewells.look(now + STEP);
    assertThat(ends).containsExactly("input", "input", "all", "all");
  }
}

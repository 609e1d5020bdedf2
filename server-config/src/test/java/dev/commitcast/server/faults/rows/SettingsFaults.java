package dev.commitcast.server.faults.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.server.faults.Fault;
import dev.commitcast.server.faults.FaultyWorld;
import java.time.Duration;
import java.util.List;

/** The database is there and refuses. */
final class SettingsFaults {
  private static final Duration SOON = Duration.ofSeconds(40);

  private SettingsFaults() {}

  static List<Fault> all() {
    return List.of(
        new NoConnectionsLeft(),
        Row.of(
                "wrong-password",
                "The nodes' password is wrong for a while; then it is right again.")
            .begins(SettingsFaults::changePassword)
            .lasts(SettingsFaults::untilNobodyIsReady)
            .ends(world -> world.asSuperuser("ALTER ROLE commitcast PASSWORD 'commitcast'")),
        Row.of("read-only", "Transactions are read-only by default for a while.")
            .inTheQuickHalf()
            .begins(world -> readOnly(world, "ALTER SYSTEM SET default_transaction_read_only = on"))
            .lasts(SettingsFaults::untilNobodyWrites)
            .ends(world -> readOnly(world, "ALTER SYSTEM RESET default_transaction_read_only")),
        new LockedTable("pending_events"),
        new LockedTable("events"),
        Row.of(
                "tiny-timeouts",
                "The role's statement and lock timeouts are 1 ms for a while. A session keeps what it"
                    + " found at its log-in, so the operator ends those of the pool, too.")
            .begins(SettingsFaults::shortenTimeouts)
            .lasts(SettingsFaults::untilLiveEventsCome)
            .ends(SettingsFaults::resetTimeouts));
  }

  private static void changePassword(FaultyWorld world) throws Exception {
    world.asSuperuser("ALTER ROLE commitcast PASSWORD 'another'");
    world.terminate("commitcast %");
  }

  private static void untilNobodyIsReady(FaultyWorld world) {
    for (int i = 0; i < world.nodes().size(); i++) {
      world.awaitNotReady(i);
    }
  }

  private static void readOnly(FaultyWorld world, String setting) throws Exception {
    world.asSuperuser(setting, "SELECT pg_reload_conf()");
  }

  private static void untilNobodyWrites(FaultyWorld world) {
    await("a writer is refused")
        .atMost(SOON)
        .until(
            () -> {
              int before = world.load().writers().acknowledged().size();
              Thread.sleep(500);
              return world.load().writers().acknowledged().size() == before;
            });
    assertThat(world.nodes()).allMatch(node -> node.running());
  }

  private static void shortenTimeouts(FaultyWorld world) throws Exception {
    world.asSuperuser(
        "ALTER ROLE commitcast SET statement_timeout = '1ms'",
        "ALTER ROLE commitcast SET lock_timeout = '1ms'");
    world.terminate("commitcast %");
  }

  /** Live events come over sessions with limits of their own; pages need the pool. */
  private static void untilLiveEventsCome(FaultyWorld world) {
    for (int i = 0; i < 3; i++) {
      String row = world.load().commitRow();
      world.load().awaitSeen(row, SOON, name -> name.startsWith("steady"));
    }
  }

  private static void resetTimeouts(FaultyWorld world) throws Exception {
    world.asSuperuser(
        "ALTER ROLE commitcast RESET statement_timeout",
        "ALTER ROLE commitcast RESET lock_timeout");
    world.terminate("commitcast pool");
  }
}

package dev.commitcast.localpostgres;

import static dev.commitcast.localpostgres.Asking.ask;
import static dev.commitcast.localpostgres.Asking.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class StandbyIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String COUNT = "SELECT count(*) FROM kept";

  @Test
  void aPromotedStandbyHasWhatItFollowedAndLacksWhatWasCommittedWhileItWasInterrupted()
      throws Exception {
    try (LocalPostgres primary = LocalPostgres.builder().setting("fsync", "off").start()) {
      run(primary, "CREATE TABLE kept (id int)");
      run(primary, "INSERT INTO kept VALUES (1)");
      try (Standby standby = Standby.of(primary)) {
        run(primary, "INSERT INTO kept VALUES (2)");
        standby.awaitCaughtUp(SOON);
        assertThat(ask(standby.server(), COUNT)).isEqualTo("2");
        assertThatThrownBy(() -> run(standby.server(), "INSERT INTO kept VALUES (9)"))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("read-only");

        standby.interrupt();
        run(primary, "INSERT INTO kept VALUES (3)");
        standby.resume();
        standby.awaitCaughtUp(SOON);
        standby.demandSynchronous();
        run(primary, "INSERT INTO kept VALUES (4)");
        assertThat(ask(standby.server(), COUNT)).isEqualTo("4");

        primary.set("synchronous_standby_names", "");
        standby.interrupt();
        run(primary, "INSERT INTO kept VALUES (5)");
        primary.stop(StopMode.IMMEDIATE);
        LocalPostgres promoted = standby.promote();
        run(promoted, "INSERT INTO kept VALUES (6)");
        assertThat(ask(promoted, "SELECT string_agg(id::text, ' ' ORDER BY id) FROM kept"))
            .isEqualTo("1 2 3 4 6");
        assertThat(ask(promoted, "SELECT left(pg_walfile_name(pg_current_wal_lsn()), 8)"))
            .isEqualTo("00000002");
      }
    }
  }
}

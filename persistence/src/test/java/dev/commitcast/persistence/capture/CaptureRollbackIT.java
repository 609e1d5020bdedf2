package dev.commitcast.persistence.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.localpostgres.PostgresDatabase;
import dev.commitcast.localpostgres.PostgresFixture;
import dev.commitcast.persistence.config.SchemaNames;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Taking the schema back ends the watches on tables that are not ours, and leaves these usable. */
@Timeout(120)
class CaptureRollbackIT {

  @Test
  void leavesNoTriggerAndNoFunctionAndEveryTableWritable() throws SQLException {
    PostgresDatabase empty = PostgresFixture.freshDatabase();
    try (WatchedDatabase database = new WatchedDatabase(empty, SchemaNames.DEFAULT)) {
      database.execute(
          "CREATE TABLE public.mine (id int PRIMARY KEY) PARTITION BY RANGE (id)",
          "CREATE TABLE public.part PARTITION OF mine FOR VALUES FROM (0) TO (10)",
          "CREATE TABLE public.dropped (id int PRIMARY KEY)",
          "SELECT commitcast.watch('mine', 'mine')",
          "SELECT commitcast.watch('mine', 'mine too')",
          "SELECT commitcast.watch('dropped', 'd')",
          "DROP TABLE dropped");

      database.migration().rollBack();

      database.execute("INSERT INTO mine VALUES (1)", "UPDATE part SET id = 2", "TRUNCATE mine");
      assertThat(database.ask("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")).isEmpty();
      assertThat(
              database.ask(
                  "SELECT proname FROM pg_proc AS f JOIN pg_namespace AS n"
                      + " ON n.oid = f.pronamespace WHERE f.proname LIKE 'capture%'"
                      + " OR n.nspname = 'commitcast'"))
          .isEmpty();
    }
  }
}

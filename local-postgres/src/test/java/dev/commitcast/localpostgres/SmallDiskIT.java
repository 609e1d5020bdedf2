package dev.commitcast.localpostgres;

import static dev.commitcast.localpostgres.Asking.ask;
import static dev.commitcast.localpostgres.Asking.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SmallDiskIT {

  @Test
  void aServerOnItRunsOutOfSpaceAndGoesOnWhenThereIsSomeAgain() throws Exception {
    Optional<String> hindrance = SmallDisk.hindrance();
    Assumptions.assumeTrue(hindrance.isEmpty(), () -> hindrance.orElseThrow());
    Path folder;
    try (SmallDisk disk = SmallDisk.mount(128 << 20)) {
      folder = disk.folder();
      try (LocalPostgres server =
          LocalPostgres.builder()
              .dataDirectory(folder.resolve("data"))
              .setting("max_wal_size", "32MB")
              .start()) {
        run(server, "CREATE TABLE kept AS SELECT 'before' AS word");
        disk.fill(64 << 10);
        String bulk =
            "CREATE TABLE much AS SELECT g, repeat('x', 900) FROM generate_series(1, 40000) g";
        SQLException full = catchThrowableOfType(SQLException.class, () -> run(server, bulk));
        assertThat(full.getSQLState()).isEqualTo("53100");

        disk.relieve();
        if (!server.alive()) {
          server.restart(StopMode.IMMEDIATE);
        }
        run(server, "INSERT INTO kept VALUES ('after')");
        assertThat(ask(server, "SELECT count(*) FROM kept")).isEqualTo("2");
      }
    }
    assertThat(folder).doesNotExist();
  }
}

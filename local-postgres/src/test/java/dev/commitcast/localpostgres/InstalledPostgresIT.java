package dev.commitcast.localpostgres;

import static dev.commitcast.localpostgres.Asking.ask;
import static dev.commitcast.localpostgres.Asking.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class InstalledPostgresIT {

  @Test
  void aDumpOfItsServerIsRestoredIntoAnotherCluster(@TempDir Path folder) throws Exception {
    Optional<String> hindrance = InstalledPostgres.hindrance();
    Assumptions.assumeTrue(hindrance.isEmpty(), () -> hindrance.orElseThrow());
    InstalledPostgres installed = InstalledPostgres.newest();
    Path dump = folder.resolve("dump");
    try (LocalPostgres old = LocalPostgres.builder().programs(installed.home()).start();
        LocalPostgres fresh = LocalPostgres.startTemporary()) {
      assertThat(ask(old, "SHOW server_version")).startsWith(installed.major() + ".");
      run(old, "CREATE TABLE kept AS SELECT 'before' AS word");

      installed.dump(old, dump);
      installed.restore(dump, fresh);

      assertThat(ask(fresh, "SELECT word FROM kept")).isEqualTo("before");
    }
  }
}

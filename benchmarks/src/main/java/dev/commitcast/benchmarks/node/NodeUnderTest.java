package dev.commitcast.benchmarks.node;

import dev.commitcast.localpostgres.FreePort;
import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.server.liberty.LibertyInstallation;
import dev.commitcast.server.liberty.LibertyServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The whole server, as it is packed, on a benchmark's database. */
public final class NodeUnderTest {
  private static final Path LIBERTY = Path.of("server-config/target/liberty/wlp");

  private NodeUnderTest() {}

  /**
   * Describes one; nothing is started yet.
   *
   * @param settings environment variables beside those of the database
   */
  public static LibertyServer on(LocalPostgres postgres, Map<String, String> settings)
      throws IOException {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("MP_CONFIG_PROFILE", "test");
    environment.put("POSTGRES_HOST", postgres.host());
    environment.put("POSTGRES_PORT", Integer.toString(postgres.port()));
    environment.put("POSTGRES_DB", LocalPostgres.DATABASE);
    environment.put("POSTGRES_USER", LocalPostgres.OWNER);
    environment.put("POSTGRES_PASSWORD", LocalPostgres.OWNER_PASSWORD);
    return new LibertyServer(
        new LibertyInstallation(LIBERTY),
        Files.createTempDirectory("commitcast-benchmark"),
        FreePort.find(),
        environment,
        List.of());
  }
}

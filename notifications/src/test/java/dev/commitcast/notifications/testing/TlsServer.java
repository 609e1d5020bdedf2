package dev.commitcast.notifications.testing;

import dev.commitcast.localpostgres.Certificates;
import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.persistence.config.DatabaseSettings;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.config.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server of its own that takes encrypted connections alone, and how to connect to it. */
public final class TlsServer implements AutoCloseable {
  private static final String MODE = "commitcast.database.ssl-mode";
  private static final String ROOT = "commitcast.database.ssl-root-cert";

  private final Certificates authority;
  private final LocalPostgres postgres;

  /**
   * Starts it. Its certificate is for 127.0.0.1 and not for localhost, so that the name counts.
   *
   * @param access lines of {@code pg_hba.conf} before the one that lets everybody in by password
   */
  public TlsServer(Path folder, String... access) {
    this.authority = Certificates.in(folder);
    List<String> lines = new ArrayList<>(List.of(access));
    lines.add("hostssl all all all scram-sha-256");
    this.postgres =
        LocalPostgres.builder()
            .setting("max_connections", "100")
            .setting("fsync", "off")
            .demandTls(authority.issue("server", "ip:127.0.0.1"), authority, lines)
            .start();
  }

  public Certificates authority() {
    return authority;
  }

  public LocalPostgres postgres() {
    return postgres;
  }

  /** Settings that verify everything, but for what the test changes. */
  public DatabaseSettings settings(Map<String, String> changes) {
    Map<String, String> all = new HashMap<>();
    all.put("POSTGRES_HOST", "127.0.0.1");
    all.put("POSTGRES_PORT", Integer.toString(postgres.port()));
    all.put(MODE, "verify-full");
    all.put(ROOT, authority.certificate().toString());
    all.putAll(changes);
    if (!all.get(MODE).startsWith("verify")) {
      all.remove(ROOT);
    }
    return DatabaseSettings.from(Settings.from(key -> Optional.ofNullable(all.get(key))));
  }

  public DedicatedConnections connections(Map<String, String> changes) {
    return new DedicatedConnections(settings(changes));
  }

  @Override
  public void close() {
    postgres.close();
  }
}

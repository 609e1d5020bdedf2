package dev.commitcast.server.faults.surroundings;

import dev.commitcast.localpostgres.InstalledPostgres;
import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.localpostgres.StopMode;
import dev.commitcast.server.faults.Fault;
import dev.commitcast.server.faults.FaultyWorld;
import dev.commitcast.server.faults.proxy.TcpProxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Dump, and restore into a new cluster of a newer PostgreSQL, as an upgrade does it: nobody may
 * write meanwhile. Nodes and clients stay as they are.
 */
final class Restoration implements Fault, AutoCloseable {
  private static final int SOME = 20;
  private static final String BURN =
      "DO $$ BEGIN FOR i IN 1..%d LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$";

  private Path dump;
  private LocalPostgres fresh;
  private boolean moved;

  @Override
  public String name() {
    return "dump-and-restore";
  }

  @Override
  public String promise() {
    return "The database is dumped while nobody may write, restored into a new cluster of a newer"
        + " PostgreSQL, and everybody is led there: cursors go on exactly, in a new epoch.";
  }

  @Override
  public boolean repeatable() {
    return false;
  }

  @Override
  public void begin(FaultyWorld world) throws Exception {
    LocalPostgres old = world.primary();
    world.proxies().forEach(TcpProxy::refuse);
    // events that no node can number now, so that the dump has some
    for (int i = 0; i < SOME; i++) {
      world.load().commitRow();
    }
    world.asSuperuser(
        "ALTER DATABASE commitcast SET default_transaction_read_only = on",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE datname = 'commitcast' AND pid <> pg_backend_pid()");
    if (world.number("SELECT count(*) FROM commitcast.pending_events") == 0) {
      throw new AssertionError(
          "Nothing waits for a version, so the dump shows less than it could.");
    }
    dump = Files.createTempFile("commitcast-", ".dump");
    InstalledPostgres.newest().dump(old, dump);
    long used = world.number("SELECT pg_current_xact_id()::text::bigint");
    old.stop(StopMode.FAST);
    fresh = FaultyWorld.server().start();
    prepare(fresh, used);
  }

  /**
   * A dump holds no roles: the one for requests is made as docs/database.md says. Transactions have
   * numbers that the old cluster never gave, since the count tells transactions apart by them.
   */
  private static void prepare(LocalPostgres server, long usedTransactions) throws SQLException {
    try (Connection session = server.superuserConnection();
        Statement statement = session.createStatement()) {
      statement.execute("CREATE ROLE shop LOGIN PASSWORD 'shop'");
      statement.execute("CREATE ROLE commitcast_requests NOLOGIN");
      statement.execute(
          "GRANT commitcast_requests TO " + LocalPostgres.OWNER + " WITH INHERIT FALSE, SET TRUE");
      statement.execute(BURN.formatted(usedTransactions));
    }
  }

  @Override
  public void end(FaultyWorld world) {
    if (fresh != null && !moved) {
      InstalledPostgres.newest().restore(dump, fresh);
      moved = true;
      world.primary(fresh);
      world.proxies().forEach(TcpProxy::pass);
    }
  }

  @Override
  public void close() throws Exception {
    if (fresh != null) {
      fresh.close();
    }
    if (dump != null) {
      Files.deleteIfExists(dump);
    }
  }
}

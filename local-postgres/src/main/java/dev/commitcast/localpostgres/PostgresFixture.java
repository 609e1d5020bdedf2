package dev.commitcast.localpostgres;

import dev.commitcast.localpostgres.internal.FixtureServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The PostgreSQL of a test run: one server per Java process, started at first use and gone with the
 * process; one new database for each test class that asks. A container where Docker answers,
 * otherwise a {@link LocalPostgres}; {@code COMMITCAST_TEST_POSTGRES=local} or {@code =container}
 * decides it. Tests that stop the server take a {@link LocalPostgres} of their own. Thread-safe.
 */
public final class PostgresFixture {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private PostgresFixture() {}

  /** A new empty database, owned by the role {@code commitcast}, which is not a superuser. */
  public static PostgresDatabase freshDatabase() {
    String name = "test_" + ProcessHandle.current().pid() + "_" + NUMBER.incrementAndGet();
    FixtureServer server = FixtureServer.shared();
    try (Connection connection = server.superuser("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name + " OWNER " + LocalPostgres.OWNER);
    } catch (SQLException e) {
      throw new LocalPostgresException("The test database " + name + " was not created.", e);
    }
    return server.database(name);
  }

  /** As the superuser, to a database that {@link #freshDatabase} gave. */
  public static Connection superuserConnection(PostgresDatabase database) throws SQLException {
    return FixtureServer.shared().superuser(database.database());
  }
}

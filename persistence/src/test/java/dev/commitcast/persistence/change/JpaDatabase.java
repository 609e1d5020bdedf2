package dev.commitcast.persistence.change;

import dev.commitcast.localpostgres.PostgresDatabase;
import dev.commitcast.localpostgres.PostgresFixture;
import dev.commitcast.persistence.config.DatabaseSettings;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.migration.SchemaMigration;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.AutoSave;

/** A migrated database in schemas of its own names, with JPA over it as the server sets it up. */
public final class JpaDatabase implements AutoCloseable {
  public static final SchemaNames SCHEMAS = new SchemaNames("test", "test_commitcast");

  private final PostgresDatabase database = PostgresFixture.freshDatabase();
  private final EntityManagerFactory factory;

  public JpaDatabase() {
    new SchemaMigration(connections()).migrate();
    Map<String, Object> properties = new HashMap<>();
    properties.put("jakarta.persistence.transactionType", "RESOURCE_LOCAL");
    properties.put("jakarta.persistence.jtaDataSource", "");
    properties.put("jakarta.persistence.nonJtaDataSource", source());
    properties.put("jakarta.persistence.validation.mode", "none");
    properties.put("eclipselink.logging.level", "SEVERE");
    factory = Persistence.createEntityManagerFactory("commitcast", properties);
  }

  public DedicatedConnections connections() {
    return new DedicatedConnections(
        new DatabaseSettings(
            database.host(),
            database.port(),
            database.database(),
            database.user(),
            database.password(),
            SCHEMAS,
            Duration.ofSeconds(10)));
  }

  private PGSimpleDataSource source() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(database.jdbcUrl());
    source.setUser(database.user());
    source.setPassword(database.password());
    source.setCurrentSchema(SCHEMAS.app() + "," + SCHEMAS.log());
    source.setStringType("unspecified");
    source.setAutosave(AutoSave.NEVER);
    return source;
  }

  /** Runs the work in one transaction, rolled back if it throws. */
  public <T> T inTransaction(Function<EntityManager, T> work) {
    EntityManager entities = factory.createEntityManager();
    try {
      entities.getTransaction().begin();
      T result = work.apply(entities);
      entities.getTransaction().commit();
      return result;
    } finally {
      if (entities.getTransaction().isActive()) {
        entities.getTransaction().rollback();
      }
      entities.close();
    }
  }

  public void run(String... statements) {
    try (Connection connection = source().getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new AssertionError("The test's own SQL failed.", e);
    }
  }

  /** The first column of the first row, as text. */
  public String ask(String sql) {
    try (Connection connection = source().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : null;
    } catch (SQLException e) {
      throw new AssertionError("The test's own SQL failed.", e);
    }
  }

  @Override
  public void close() {
    factory.close();
  }
}

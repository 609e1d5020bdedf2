package dev.commitcast.persistence.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.domain.booking.Merchant;
import jakarta.persistence.EntityManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ChangeContextIT {
  private static JpaDatabase database;

  @BeforeAll
  static void open() {
    database = new JpaDatabase();
    database.run(
        "CREATE TABLE test.witness (xid text, actor text, correlation_id text, traceparent text)",
        """
        CREATE FUNCTION test.witness() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          INSERT INTO test.witness VALUES (
            pg_current_xact_id()::text, current_setting('commitcast.actor', true),
            current_setting('commitcast.correlation_id', true),
            current_setting('commitcast.traceparent', true));
          RETURN NULL;
        END $$
        """,
        "CREATE TRIGGER witness AFTER INSERT ON test.merchants"
            + " FOR EACH ROW EXECUTE FUNCTION test.witness()");
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void reachesTheTriggersOfWhatJpaWrites() {
    ChangeContext context =
        new ChangeContext("01JD00000000000000000000AA", "req-7", "00-4bf92f3577b34da6-01");
    database.inTransaction(
        entities -> {
          context.applyTo(entities);
          entities.persist(new Merchant("seen", "Seen"));
          return null;
        });

    assertThat(
            database.ask(
                "SELECT actor || ' ' || correlation_id || ' ' || traceparent FROM test.witness"
                    + " WHERE actor <> ''"))
        .isEqualTo("01JD00000000000000000000AA req-7 00-4bf92f3577b34da6-01");
  }

  @Test
  void endsWithItsTransaction() {
    String after =
        database.inTransaction(
            entities -> {
              new ChangeContext("somebody", null, null).applyTo(entities);
              return actor(entities);
            });
    assertThat(after).isEqualTo("somebody");

    for (int i = 0; i < 5; i++) {
      assertThat(database.inTransaction(ChangeContextIT::actor)).isNullOrEmpty();
    }
  }

  @Test
  void refusesWhatCannotBeLogged() {
    assertThatThrownBy(() -> new ChangeContext("a\nb", null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("printable");
    assertThatThrownBy(() -> new ChangeContext(null, "x".repeat(201), null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String actor(EntityManager entities) {
    return (String)
        entities
            .createNativeQuery("SELECT current_setting('commitcast.actor', true)")
            .getSingleResult();
  }
}

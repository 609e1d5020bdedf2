package dev.commitcast.persistence.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may see an event: by template, by function, and when a row moves. */
@Timeout(120)
class RoomsIT {
  private static WatchedDatabase database;

  @BeforeAll
  static void migrate() throws SQLException {
    database = new WatchedDatabase();
  }

  @AfterAll
  static void close() throws SQLException {
    database.close();
  }

  @BeforeEach
  void anOrdersTable() throws SQLException {
    database.execute(
        "CREATE TABLE public.orders (id int PRIMARY KEY, merchant_id int, card_token text,"
            + " status text, note text)");
  }

  @AfterEach
  void dropIt() throws SQLException {
    database.execute("DROP TABLE IF EXISTS public.orders");
    database.captured();
  }

  @Test
  void tellsARoomThatARowLeftItAlthoughNoNamedColumnChanged() throws SQLException {
    database.execute(
        "SELECT commitcast.watch('orders', 'o', room => 'm:{merchant_id}',"
            + " when_changed => '{status}', notify => true)",
        "INSERT INTO orders VALUES (1, 42, 'secret', 'new', NULL)");
    database.captured();

    database.execute("UPDATE orders SET merchant_id = 43");

    assertThat(database.captured())
        .extracting(Captured::room, Captured::operation, Captured::told)
        .containsExactly(tuple("m:42", "DELETE", false), tuple("m:43", "UPDATE", false));
  }

  @Test
  void tellsEachRoomItsOwnWhenARowMoves() throws SQLException {
    database.execute(
        "SELECT commitcast.watch('orders', 'o', room => 'm:{merchant_id}',"
            + " columns => '{merchant_id,status}', notify => true)",
        "INSERT INTO orders VALUES (1, 42, NULL, 'secret of 42', NULL)");
    database.captured();

    database.execute(
        "UPDATE orders SET merchant_id = 43, status = 'paid'",
        "UPDATE orders SET merchant_id = NULL",
        "UPDATE orders SET merchant_id = 44");

    assertThat(database.captured())
        .containsExactly(
            new Captured(
                "orders:1",
                "o",
                "m:42",
                "{\"record\": {\"id\": 1, \"status\": \"secret of 42\", \"merchant_id\": 42},"
                    + " \"operation\": \"DELETE\"}",
                false),
            new Captured(
                "orders:1",
                "o",
                "m:43",
                "{\"record\": {\"id\": 1, \"status\": \"paid\", \"merchant_id\": 43},"
                    + " \"changed\": [\"merchant_id\", \"status\"], \"operation\": \"UPDATE\"}",
                true),
            new Captured(
                "orders:1",
                "o",
                "m:43",
                "{\"record\": {\"id\": 1, \"status\": \"paid\", \"merchant_id\": 43},"
                    + " \"operation\": \"DELETE\"}",
                false),
            new Captured(
                "orders:1",
                "o",
                null,
                "{\"record\": {\"id\": 1, \"status\": \"paid\", \"merchant_id\": null},"
                    + " \"changed\": [\"merchant_id\"], \"operation\": \"UPDATE\"}",
                true),
            new Captured(
                "orders:1",
                "o",
                "m:44",
                "{\"record\": {\"id\": 1, \"status\": \"paid\", \"merchant_id\": 44},"
                    + " \"changed\": [\"merchant_id\"], \"operation\": \"UPDATE\"}",
                true));
  }

  @Test
  void takesTheRoomFromAFunction() throws SQLException {
    database.execute(
        "CREATE FUNCTION public.order_room(o jsonb) RETURNS text LANGUAGE sql STABLE AS"
            + " $$ SELECT 'of:' || (o ->> 'card_token') $$",
        "SELECT commitcast.watch('orders', 'o', room_function => 'order_room',"
            + " columns => '{status}')",
        "INSERT INTO orders VALUES (1, 42, 'a', 'new', NULL)",
        "UPDATE orders SET card_token = 'b'",
        "UPDATE orders SET status = 'paid'");

    assertThat(database.captured())
        .extracting(Captured::room, Captured::operation)
        .containsExactly(
            tuple("of:a", "INSERT"),
            tuple("of:a", "DELETE"),
            tuple("of:b", "UPDATE"),
            tuple("of:b", "UPDATE"));
    database.execute("DROP FUNCTION public.order_room(jsonb)");
  }

  @Test
  void acceptsAConstantRoomForTruncateToo() throws SQLException {
    database.execute(
        "SELECT commitcast.watch('orders', 'o', room => 'everybody')",
        "INSERT INTO orders VALUES (1, 42, 'a', 'new', NULL)",
        "TRUNCATE orders");

    assertThat(database.captured()).extracting(Captured::room).containsOnly("everybody");
  }

  @Test
  void makesNoRoomOfAValueThatIsNone() throws SQLException {
    database.execute(
        "SELECT commitcast.watch('orders', 'o', room => '{note}')",
        "INSERT INTO orders VALUES (1, 1, NULL, NULL, ''), (2, 1, NULL, NULL, NULL),"
            + " (3, 1, NULL, NULL, E'a\\nevent: forged'), (4, 1, NULL, NULL, E'a\\rb'),"
            + " (5, 1, NULL, NULL, repeat('x', 513)), (6, 1, NULL, NULL, repeat('x', 512))");

    assertThat(database.captured())
        .extracting(Captured::room)
        .containsExactly(null, null, null, null, null, "x".repeat(512));
  }
}

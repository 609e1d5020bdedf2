package dev.commitcast.persistence.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every option of {@code watch}, and {@code unwatch}. */
@Timeout(120)
class WatchIT {
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
  void capturesInsertUpdateDeleteAndTruncate() throws SQLException {
    database.execute(
        "SELECT commitcast.watch('public.orders', channel => 'order_change',"
            + " room => 'merchant:{merchant_id}', \"except\" => '{card_token}')",
        "INSERT INTO orders VALUES (1, 42, 'secret', 'new', NULL)",
        "UPDATE orders SET status = 'paid', card_token = 'other'",
        "DELETE FROM orders",
        "TRUNCATE orders");

    assertThat(database.captured())
        .containsExactly(
            new Captured(
                "orders:1",
                "order_change",
                "merchant:42",
                "{\"record\": {\"id\": 1, \"note\": null, \"status\": \"new\","
                    + " \"merchant_id\": 42}, \"operation\": \"INSERT\"}",
                false),
            new Captured(
                "orders:1",
                "order_change",
                "merchant:42",
                "{\"old\": {\"status\": \"new\"}, \"record\": {\"id\": 1, \"note\": null,"
                    + " \"status\": \"paid\", \"merchant_id\": 42}, \"changed\": [\"status\"],"
                    + " \"operation\": \"UPDATE\"}",
                false),
            new Captured(
                "orders:1",
                "order_change",
                "merchant:42",
                "{\"record\": {\"id\": 1, \"note\": null, \"status\": \"paid\","
                    + " \"merchant_id\": 42}, \"operation\": \"DELETE\"}",
                false),
            new Captured("orders", "order_change", null, "{\"operation\": \"TRUNCATE\"}", false));
  }

  @Test
  void leavesColumnsOutByTheSecondSpellingToo() throws SQLException {
    database.execute(
        "SELECT commitcast.watch('orders', 'o', except_columns => '{card_token,note,status}')",
        "INSERT INTO orders VALUES (1, 42, 'secret', 'new', NULL)");

    assertThat(database.captured())
        .extracting(Captured::data)
        .containsExactly(
            "{\"record\": {\"id\": 1, \"merchant_id\": 42}, \"operation\": \"INSERT\"}");
  }

  @Test
  void sendsOnlyTheColumnsNamedAndAlwaysTheKey() throws SQLException {
    database.execute(
        "SELECT commitcast.watch('orders', 'o', columns => '{status}')",
        "INSERT INTO orders VALUES (1, 42, 'secret', 'new', NULL)",
        "UPDATE orders SET card_token = 'other'");

    assertThat(database.captured())
        .extracting(Captured::data)
        .containsExactly(
            "{\"record\": {\"id\": 1, \"status\": \"new\"}, \"operation\": \"INSERT\"}",
            "{\"old\": {}, \"record\": {\"id\": 1, \"status\": \"new\"}, \"changed\": [],"
                + " \"operation\": \"UPDATE\"}");
  }

  @Test
  void sendsAnUpdateOnlyWhenOneOfTheNamedColumnsChanges() throws SQLException {
    database.execute(
        "SELECT commitcast.watch('orders', 'o', when_changed => '{status,note}', notify => true)",
        "INSERT INTO orders VALUES (1, 42, 'secret', 'new', NULL)",
        "UPDATE orders SET card_token = 'other', status = 'new'",
        "UPDATE orders SET note = 'x'",
        "UPDATE orders SET note = NULL, status = 'paid'");

    assertThat(database.captured())
        .extracting(Captured::operation)
        .containsExactly("INSERT", "UPDATE", "UPDATE");
  }

  @Test
  void capturesOnlyTheOperationsNamed() throws SQLException {
    database.execute(
        "SELECT commitcast.watch('orders', 'o', operations => '{delete,Insert}')",
        "INSERT INTO orders VALUES (1, 42, 'a', 'new', NULL)",
        "UPDATE orders SET status = 'x'",
        "DELETE FROM orders",
        "TRUNCATE orders");

    assertThat(database.captured())
        .extracting(Captured::operation)
        .containsExactly("INSERT", "DELETE");
  }

  @Test
  void evaluatesThePayloadThatOutsideListenersGet() throws SQLException {
    database.execute(
        "SELECT commitcast.watch('orders', 'o', notify => true, columns => '{}', payload =>"
            + " '{\"id\": \"id\", \"merchantId\": \"merchant_id\", \"oldStatus\": \"old.status\","
            + " \"newStatus\": \"status\"}')",
        "INSERT INTO orders VALUES (1, 42, 'a', 'new', NULL)",
        "UPDATE orders SET status = 'paid'",
        "DELETE FROM orders");

    List<Captured> events = database.captured();
    assertThat(events).allMatch(Captured::told);
    assertThat(events)
        .extracting(Captured::data)
        .satisfiesExactly(
            insert ->
                assertThat(insert)
                    .contains(
                        "\"payload\": {\"id\": 1, \"newStatus\": \"new\", \"oldStatus\": null,"
                            + " \"operation\": \"INSERT\", \"merchantId\": 42}"),
            update ->
                assertThat(update)
                    .contains(
                        "\"payload\": {\"id\": 1, \"newStatus\": \"paid\","
                            + " \"oldStatus\": \"new\", \"operation\": \"UPDATE\","
                            + " \"merchantId\": 42}"),
            delete ->
                assertThat(delete)
                    .contains(
                        "\"payload\": {\"id\": 1, \"newStatus\": \"paid\","
                            + " \"oldStatus\": \"paid\", \"operation\": \"DELETE\","
                            + " \"merchantId\": 42}"));
  }

  @Test
  void isReplacedByTheNextCallForTheSameChannel() throws SQLException {
    String first = database.askOne("SELECT (commitcast.watch('orders', 'o')).id");
    String second =
        database.askOne(
            "SELECT (commitcast.watch('orders', 'o', columns => '{status}',"
                + " operations => '{INSERT}')).id");
    database.execute(
        "INSERT INTO orders VALUES (1, 42, 'a', 'new', NULL)",
        "DELETE FROM orders",
        "TRUNCATE orders");

    assertThat(second).isEqualTo(first);
    assertThat(database.captured())
        .extracting(Captured::data)
        .containsExactly(
            "{\"record\": {\"id\": 1, \"status\": \"new\"}, \"operation\": \"INSERT\"}");
    assertThat(
            database.askOne(
                "SELECT count(*) FROM commitcast.watches WHERE relation = 'orders'::regclass"))
        .isEqualTo("1");
  }

  @Test
  void keepsSeveralChannelsOfOneTableApart() throws SQLException {
    database.execute(
        "SELECT commitcast.watch('orders', 'first')",
        "SELECT commitcast.watch('orders', 'second', operations => '{INSERT}')",
        "INSERT INTO orders VALUES (1, 42, 'a', 'new', NULL)");
    assertThat(database.captured())
        .extracting(Captured::type)
        .containsExactlyInAnyOrder("first", "second");

    assertThat(database.askOne("SELECT commitcast.unwatch('public.orders', channel => 'first')"))
        .isEqualTo("1");
    database.execute("INSERT INTO orders VALUES (2, 42, 'a', 'new', NULL)");
    assertThat(database.captured()).extracting(Captured::type).containsExactly("second");
  }

  @Test
  void endsWithUnwatch() throws SQLException {
    database.execute(
        "SELECT commitcast.watch('orders', 'first')",
        "SELECT commitcast.watch('orders', 'second')");

    assertThat(database.askOne("SELECT commitcast.unwatch('public.orders')")).isEqualTo("2");
    assertThat(database.askOne("SELECT commitcast.unwatch('public.orders')")).isEqualTo("0");

    database.execute("INSERT INTO orders VALUES (1, 42, 'a', 'new', NULL)", "TRUNCATE orders");
    assertThat(database.captured()).isEmpty();
    assertThat(
            database.ask(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = 'orders'::regclass"
                    + " AND NOT tgisinternal"))
        .isEmpty();
  }

  @Test
  void forgetsATableThatWasDropped() throws SQLException {
    String id = database.askOne("SELECT (commitcast.watch('orders', 'o')).id");
    database.execute("DROP TABLE orders");

    assertThat(database.askOne("SELECT commitcast.unwatch('public.orders')")).isEqualTo("0");

    assertThat(database.askOne("SELECT count(*) FROM commitcast.watches WHERE id = " + id))
        .isEqualTo("0");
    assertThat(database.askOne("SELECT count(*) FROM pg_proc WHERE proname = 'capture_" + id + "'"))
        .isEqualTo("0");
  }

  @Test
  void readsNamesAsTheCallerMeansThem() throws SQLException {
    database.execute(
        "CREATE SCHEMA shop",
        "CREATE TABLE shop.orders (id int PRIMARY KEY)",
        "SET search_path = shop, public",
        "SELECT commitcast.watch('orders', 'o')",
        "INSERT INTO orders VALUES (7)");

    assertThat(database.captured()).extracting(Captured::stream).containsExactly("shop.orders:7");
    assertThat(database.askOne("SELECT commitcast.unwatch('orders')")).isEqualTo("1");
    database.execute("SET search_path = public", "DROP SCHEMA shop CASCADE");
  }

  @Test
  void takesTableAndColumnsAsParameters() throws SQLException {
    assertThat(
            database.askOne(
                "SELECT (commitcast.watch(?, ?, room => ?)).room",
                "public.orders",
                "o",
                "m:{merchant_id}"))
        .isEqualTo("m:{merchant_id}");
  }
}

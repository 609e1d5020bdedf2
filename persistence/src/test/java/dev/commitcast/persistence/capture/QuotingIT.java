package dev.commitcast.persistence.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.domain.event.Room;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.localpostgres.PostgresFixture;
import dev.commitcast.persistence.config.SchemaNames;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names and keys of every shape come through, and none gets out of its quotes. */
@Timeout(120)
class QuotingIT {
  private static WatchedDatabase database;

  @BeforeAll
  static void migrate() throws SQLException {
    database = new WatchedDatabase();
  }

  @AfterAll
  static void close() throws SQLException {
    database.close();
  }

  @Test
  void oddNamesOfTableColumnsAndChannel() throws SQLException {
    String longest = "é".repeat(31) + "x";
    database.execute(
        "CREATE SCHEMA \"Odd \"\"Schema\"\" $$\"",
        "CREATE TABLE \"Odd \"\"Schema\"\" $$\".\"Weird \"\"Table\"\" é\" ("
            + "\"The Key\" int, \"it's\" text, \"%s %I\" text, \"$body$\" text,"
            + " \"SELECT\" text, \"back\\slash\" text, \""
            + longest
            + "\" text,"
            + " PRIMARY KEY (\"The Key\"))",
        "SELECT commitcast.watch('\"Odd \"\"Schema\"\" $$\".\"Weird \"\"Table\"\" é\"',"
            + " channel => 'it''s \"odd\" %s $body$', room => 'it''s %s {it''s}',"
            + " when_changed => ARRAY['it''s', '%s %I'],"
            + " payload => '{\"a''b\": \"old.%s %I\", \"c\": \"SELECT\"}')",
        "INSERT INTO \"Odd \"\"Schema\"\" $$\".\"Weird \"\"Table\"\" é\""
            + " VALUES (1, 'a''b', 'p', 'd', 's', 'l', 'x')",
        "UPDATE \"Odd \"\"Schema\"\" $$\".\"Weird \"\"Table\"\" é\" SET \"%s %I\" = 'q'");

    List<Captured> events = database.captured();

    assertThat(events).hasSize(2);
    assertThat(events.get(0))
        .isEqualTo(
            new Captured(
                "Odd \"Schema\" $$.Weird \"Table\" é:1",
                "it's \"odd\" %s $body$",
                "it's %s a'b",
                database.askOne(
                    "SELECT jsonb_build_object('operation', 'INSERT', 'record', to_jsonb(t),"
                        + " 'payload', '{\"a''b\": null, \"c\": \"s\", \"operation\":"
                        + " \"INSERT\"}'::jsonb) FROM (SELECT 1 AS \"The Key\", 'a''b' AS"
                        + " \"it's\", 'p' AS \"%s %I\", 'd' AS \"$body$\", 's' AS \"SELECT\","
                        + " 'l' AS \"back\\slash\", 'x' AS \""
                        + longest
                        + "\") AS t"),
                false));
    assertThat(events.get(1).data())
        .contains("\"changed\": [\"%s %I\"]", "\"a'b\": \"p\"", "\"old\": {\"%s %I\": \"p\"}");
    assertThat(
            database.askOne(
                "SELECT commitcast.unwatch('\"Odd \"\"Schema\"\" $$\".\"Weird \"\"Table\"\" é\"')"))
        .isEqualTo("1");
  }

  @Test
  void keysAreUnambiguousAndFitWhateverTheyHold() throws SQLException {
    database.execute(
        "CREATE TABLE public.pairs (a text, b text, PRIMARY KEY (a, b))",
        "SELECT commitcast.watch('pairs', 'p', room => 'r:{a}')");
    List<String> parts =
        List.of(
            "a",
            "a:b",
            "b:",
            ":",
            "%3A",
            "%",
            "~",
            "~x",
            "",
            " ",
            "é\uD83D\uDE00",
            "a\nb",
            "a\rb",
            "'\"\\",
            "x".repeat(80),
            "y".repeat(512),
            "\uD83D\uDE00".repeat(200));
    for (String a : parts) {
      for (String b : parts) {
        database.ask("INSERT INTO pairs VALUES (?, ?) RETURNING a", a, b);
      }
    }

    List<Captured> events = database.captured();

    assertThat(events).hasSize(parts.size() * parts.size());
    assertThat(events).extracting(Captured::stream).doesNotHaveDuplicates();
    assertThat(events)
        .allSatisfy(
            event -> {
              assertThat(new StreamId(event.stream()).category()).isEqualTo("pairs");
              if (event.room() != null) {
                assertThat(new Room(event.room()).value()).startsWith("r:");
              }
            });
    assertThat(events)
        .extracting(Captured::stream)
        .contains("pairs:a:a", "pairs:a%3Ab:%253A", "pairs:a%0Ab:'\"\\")
        .anyMatch(stream -> stream.matches("pairs:~[0-9a-f]{64}"));
  }

  @Test
  void streamsOfTheApplicationsSchemaHaveNoSchemaWhateverItIsCalled() throws SQLException {
    SchemaNames names = new SchemaNames("shop", "shop_log_with_a_name_of_up_to_fifty_letters_long");
    try (WatchedDatabase other = new WatchedDatabase(PostgresFixture.freshDatabase(), names)) {
      other.execute(
          "CREATE TABLE shop.things (id uuid PRIMARY KEY)",
          "CREATE TABLE public.things (id uuid PRIMARY KEY)",
          "SELECT " + names.log() + ".watch('shop.things', 't')",
          "SELECT " + names.log() + ".watch('public.things', 't')",
          "INSERT INTO shop.things VALUES ('00000000-0000-0000-0000-000000000001')",
          "INSERT INTO public.things VALUES ('00000000-0000-0000-0000-000000000001')",
          "INSERT INTO shop.channels (id, name) VALUES ('01JC0000000000000000000000', 'c')");

      assertThat(other.captured())
          .extracting(Captured::stream)
          .containsExactly(
              "things:00000000-0000-0000-0000-000000000001",
              "public.things:00000000-0000-0000-0000-000000000001");
    }
  }
}

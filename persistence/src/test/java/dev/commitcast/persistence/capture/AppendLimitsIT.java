package dev.commitcast.persistence.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What could not be moved, notified of or read is refused while only its own writer is hurt. */
@Timeout(120)
class AppendLimitsIT {
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
  void refusesIdsAndRoomsOfTheWrongForm() {
    String id = "An event id has 1 to 255 characters and no line break.";
    String room = "A room has 1 to 512 characters and no line break.";

    assertRefused("id => repeat('a', 256)", id);
    assertRefused("id => ''", id);
    assertRefused("id => E'a\\nb'", id);
    assertRefused("room => repeat('a', 513)", room);
    assertRefused("room => ''", room);
    assertRefused("room => E'a\\rb'", room);
  }

  @Test
  void refusesWhatNoReaderCouldHold() {
    String size = "An event has at most 16 MiB of data and 64 KiB of metadata.";

    assertRefused("data => to_jsonb(repeat('x', 17000000))", size);
    assertRefused("metadata => jsonb_build_object('a', repeat('x', 70000))", size);
    // short when stored, six times as long when read
    assertRefused("data => to_jsonb(repeat(chr(1), 3000000))", size);
  }

  @Test
  void cutsWhatTheSessionSaysOfItself() throws SQLException {
    try {
      database.execute(
          "SELECT set_config('commitcast.actor', repeat('x', 5000), false)",
          "SELECT commitcast.append('a:2', 't')");

      assertThat(
              database.askOne(
                  "SELECT length(metadata ->> 'actor') FROM commitcast.stream_events"
                      + " WHERE aggregate_id = 'a:2'"))
          .isEqualTo("1000");
    } finally {
      database.execute("SELECT set_config('commitcast.actor', '', false)");
      database.captured();
    }
  }

  private static void assertRefused(String argument, String sentence) {
    assertThatThrownBy(
            () -> database.execute("SELECT commitcast.append('a:1', 't', " + argument + ")"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining(sentence);
  }
}

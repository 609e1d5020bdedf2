package dev.commitcast.persistence.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.persistence.change.JpaDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DemoDataIT {
  private static JpaDatabase database;

  @BeforeAll
  static void open() {
    database = new JpaDatabase();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void isPutInOnceAndLeavesChangesAlone() throws SQLException {
    DemoData.putIn(database.connections());
    assertThat(counts()).isEqualTo("3 2 6 1 2");
    database.run(
        "UPDATE bookings SET status = 'cancelled' WHERE id = '01JD000000000000000000BK02'",
        "UPDATE users SET email = 'other@example.com' WHERE username = 'ada'");

    DemoData.putIn(database.connections());

    assertThat(counts()).isEqualTo("3 2 6 1 2");
    assertThat(database.ask("SELECT count(*) FROM bookings WHERE status = 'cancelled'"))
        .isEqualTo("1");
  }

  private static String counts() {
    return database.ask(
        "SELECT concat_ws(' ', (SELECT count(*) FROM users), (SELECT count(*) FROM channels),"
            + " (SELECT count(*) FROM channel_members), (SELECT count(*) FROM merchants),"
            + " (SELECT count(*) FROM bookings))");
  }
}

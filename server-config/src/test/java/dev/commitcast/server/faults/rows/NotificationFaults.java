package dev.commitcast.server.faults.rows;

import dev.commitcast.server.faults.Fault;
import dev.commitcast.server.faults.FaultyWorld;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.List;

/** What others can do to the channels. */
final class NotificationFaults {
  private static final List<String> CHANNELS = List.of("commitcast_wake", "commitcast_log");
  private static final List<String> TEXTS =
      List.of(
          "no json",
          "{\"version\":",
          "{\"version\":\"x\"}",
          "[]",
          "null",
          "",
          "-1",
          "99999999999999999999999",
          "999999999999999999",
          "\u0001\u007f\ud83d\ude00",
          "x".repeat(7_999),
          "{\"a\":\"" + "y".repeat(7_991) + "\"}",
          "9".repeat(7_999));

  private NotificationFaults() {}

  static List<Fault> all() {
    return List.of(
        new QueueFull(),
        Row.of(
                "malformed-payloads",
                "The log's channels carry no JSON, wrong JSON, empty and 7,999 byte texts, and"
                    + " versions that do not exist.")
            .inTheQuickHalf()
            .begins(NotificationFaults::talkNonsense));
  }

  private static void talkNonsense(FaultyWorld world) throws Exception {
    try (Connection connection = world.writer();
        PreparedStatement notify = connection.prepareStatement("SELECT pg_notify(?, ?)")) {
      for (String channel : CHANNELS) {
        for (String text : TEXTS) {
          notify.setString(1, channel);
          notify.setString(2, text);
          notify.execute();
        }
      }
    }
  }
}

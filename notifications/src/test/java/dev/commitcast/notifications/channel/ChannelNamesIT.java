package dev.commitcast.notifications.channel;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.commitcast.notifications.testing.LogDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class ChannelNamesIT {
  private static final Duration DEADLINE = Duration.ofSeconds(40);

  private static LogDatabase database;

  @BeforeAll
  static void migrate() {
    database = LogDatabase.fresh();
  }

  @Test
  void anyNameThatPostgresAllowsComesBackAsItWent() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<String> pieces =
        List.of(
            "a",
            "Z",
            "\"",
            "'",
            "\\",
            "\n",
            "\r",
            "\t",
            " ",
            ";",
            "--",
            "$1",
            "\u00e9",
            "\uD83D\uDE00",
            "\u4e2d",
            "%",
            "\u0001",
            "E'");
    try (RunningChannels node = RunningChannels.on(database)) {
      for (int i = 0; i < 200; i++) {
        StringBuilder name = new StringBuilder("n").append(i);
        int parts = random.nextInt(1, 12);
        for (int part = 0; part < parts; part++) {
          name.append(pieces.get(random.nextInt(pieces.size())));
        }
        Heard heard = new Heard();
        try (Registration ignored = node.listener().listen(name.toString(), heard)) {
          node.listener().notify(name.toString(), name.toString());
          await()
              .alias("seed " + seed + ", channel " + name)
              .atMost(DEADLINE)
              .pollInterval(Duration.ofMillis(2))
              .until(() -> heard.all().equals(List.of(name.toString())));
        }
      }
    }
  }

  @Test
  void theLargestNameAndPayloadGoThroughAndTheNextLargerAreRefused() {
    try (RunningChannels node = RunningChannels.on(database)) {
      String channel = "\u00e9".repeat(31) + "x";
      String payload = "\u00e9".repeat(3_999) + "x";
      Heard heard = new Heard();
      node.listener().listen(channel, heard);
      node.listener().notify(channel, payload);
      node.listener().notify(channel, "");
      await().atMost(DEADLINE).until(() -> heard.all().equals(List.of(payload, "")));

      assertThatIllegalArgumentException()
          .isThrownBy(() -> node.listener().notify(channel, payload + "x"));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> node.listener().listen("x".repeat(64), heard));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> node.listener().listen("commitcast_log", heard))
          .withMessageContaining("the log's own");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> node.listener().notify("commitcast_wake", ""));
    }
  }
}

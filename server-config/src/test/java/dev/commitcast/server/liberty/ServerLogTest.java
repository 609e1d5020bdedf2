package dev.commitcast.server.liberty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerLogTest {
  private static final String GIVEN_UP =
      """
      {"message":"CWWKZ0002E: The application did not start. StateChangeException","loglevel":"ERROR"}
      """;

  @TempDir private Path folder;

  @Test
  void saysNothingWhileTheServerMayStillStart() throws IOException {
    ServerLog log =
        log("{\"message\":\"Oops.\\nCaused by: a.B: passing trouble\",\"loglevel\":\"ERROR\"}\n");

    assertThat(log.failure()).isEmpty();
    assertThat(new ServerLog(folder.resolve("none")).failure()).isEmpty();
  }

  @Test
  void prefersOurOwnSentenceAndAddsWhatLiesBeneath() throws IOException {
    ServerLog log =
        log(
            "{\"message\":\"CNTR4002E: failed\\nCaused by: jakarta.ejb.EJBException: nested"
                + "\\n\\tat x\\nCaused by: dev.commitcast.a.SettingException: The key \\\"k\\\" is"
                + " wrong.\\n\\tat y\\nCaused by: java.lang.NumberFormatException: For input"
                + "\\n\\tat z\",\"loglevel\":\"ERROR\"}\n"
                + GIVEN_UP);

    assertThat(log.failure()).contains("The key \"k\" is wrong. Cause: For input");
  }

  @Test
  void givesTheServersMessageWhenThereIsNoCause() throws IOException {
    assertThat(log(GIVEN_UP).failure().orElseThrow()).startsWith("CWWKZ0002E: The application");
  }

  @Test
  void leavesStackFramesOut() throws IOException {
    ServerLog log =
        log("{\"message\":\"CWWKZ0002E: failed:\\nWELD-001408\\n\\tat a.B.c(B.java:1)\"}\n");

    assertThat(log.failure()).contains("CWWKZ0002E: failed:\nWELD-001408");
  }

  private ServerLog log(String lines) throws IOException {
    return new ServerLog(Files.writeString(folder.resolve("messages.log"), lines));
  }
}

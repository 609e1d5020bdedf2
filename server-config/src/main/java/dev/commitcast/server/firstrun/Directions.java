package dev.commitcast.server.firstrun;

import dev.commitcast.server.liberty.LibertyServer;
import java.nio.file.Path;
import java.time.Duration;

/** What a person wants to know when everything runs. */
final class Directions {
  private Directions() {}

  static String of(RunSettings settings, LibertyServer server, Duration startTime) {
    String base = "http://localhost:" + settings.httpPort() + "/";
    int port = settings.databasePort();
    String database =
        settings
            .foreignDatabase()
            .map(address -> "  database  " + address + " (POSTGRES_HOST is set)\n")
            .orElse(
                ("  database  psql postgresql://commitcast:commitcast@127.0.0.1:%d/commitcast\n"
                        + "            jdbc:postgresql://127.0.0.1:%d/commitcast,"
                        + " user and password commitcast\n")
                    .formatted(port, port));
    return """

        Commitcast is ready, after %d s. Only this machine can reach it.

          page      %s
          events    curl -N %sapi/events
          health    %shealth
          metrics   %smetrics
          API       %sopenapi/ui
        %s  log       %s

        Ctrl-C stops it.%s
        """
        .formatted(
            startTime.toSeconds(),
            base,
            base,
            base,
            base,
            base,
            database,
            relative(settings, server.messages()),
            settings.foreignDatabase().isPresent()
                ? ""
                : " The data stay in " + relative(settings, settings.databaseFolder()) + ".");
  }

  private static Path relative(RunSettings settings, Path path) {
    return settings.root().relativize(path);
  }
}

package dev.commitcast.server.firstrun;

import dev.commitcast.server.liberty.ServerException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the environment says about a first run. Immutable.
 *
 * @param root the repository
 * @param environment variables
 */
record RunSettings(Path root, Map<String, String> environment) {
  private static final String HEAP = "[1-9][0-9]*[mMgG]";

  /** Refuses wrong values before anything is started. */
  void check() {
    httpPort();
    databasePort();
    jvmOptions();
  }

  int httpPort() {
    return port("COMMITCAST_HTTP_PORT", 9080);
  }

  int databasePort() {
    return port("COMMITCAST_DB_PORT", 54_329);
  }

  /** A PostgreSQL that somebody else runs, if we shall use one. */
  Optional<String> foreignDatabase() {
    return text("POSTGRES_HOST")
        .map(
            host ->
                host
                    // a list, or an address with a port of its own, says where it is by itself
                    + (host.matches(".*[,:].*") ? "" : ":" + text("POSTGRES_PORT").orElse("5432"))
                    + "/"
                    + text("POSTGRES_DB").orElse("commitcast")
                    + text("SSH_HOST").map(gate -> " through the SSH server " + gate).orElse(""));
  }

  /** The MicroProfile Config profile: demo data and a talkative server unless told otherwise. */
  String profile() {
    return text("COMMITCAST_PROFILE").or(() -> text("MP_CONFIG_PROFILE")).orElse("dev");
  }

  List<String> jvmOptions() {
    Optional<String> heap = text("COMMITCAST_HEAP");
    heap.filter(value -> !value.matches(HEAP))
        .ifPresent(value -> refuse("COMMITCAST_HEAP", value, "a size such as 512m or 2g"));
    return heap.map(value -> List.of("-Xmx" + value)).orElse(List.of());
  }

  Path databaseFolder() {
    return root.resolve(".commitcast/postgres");
  }

  Path serverFolder() {
    return root.resolve(".commitcast/server");
  }

  /** With it tokens are signed to sign in with; whoever is signed in stays so over a restart. */
  Path devKey() {
    return root.resolve(".commitcast/dev-key.jwk");
  }

  Path installation() {
    return root.resolve("server-config/target/liberty/wlp");
  }

  private int port(String key, int fallback) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return fallback;
    }
    try {
      int port = Integer.parseInt(text.get());
      if (port >= 1 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException expected) {
      // refused below, as any other wrong port
    }
    throw refuse(key, text.get(), "a port from 1 to 65535");
  }

  private Optional<String> text(String key) {
    return Optional.ofNullable(environment.get(key))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  private static ServerException refuse(String key, String value, String allowed) {
    throw new ServerException(
        "The setting " + key + " has the value \"" + value + "\"; allowed is " + allowed + ".");
  }
}

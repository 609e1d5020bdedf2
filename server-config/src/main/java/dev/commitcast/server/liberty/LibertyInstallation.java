package dev.commitcast.server.liberty;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An unpacked Open Liberty with the configured server {@code commitcast} in it, as the build leaves
 * it. Read only; any number of nodes may run from it. Immutable.
 *
 * @param home the folder {@code wlp}
 */
public record LibertyInstallation(Path home) {
  static final String SERVER = "commitcast";

  public LibertyInstallation {
    home = home.toAbsolutePath().normalize();
    if (!Files.isRegularFile(home.resolve("bin/tools/ws-server.jar"))) {
      throw new ServerException(
          "There is no Open Liberty in " + home + ". Build it first: ./mvnw -DskipTests package");
    }
  }

  /** What the build has configured: server.xml, the application, the driver. */
  Path configuration() {
    return home.resolve("usr/servers").resolve(SERVER);
  }

  /** The command that runs the server in the foreground, with the Java that runs us. */
  List<String> command(List<String> moreJvmOptions) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-javaagent:" + home.resolve("bin/tools/ws-javaagent.jar"));
    // the JDK's doors that the server needs open; its own script passes the same list
    int java = Runtime.version().feature();
    command.addAll(
        options(home.resolve("lib/platform/java/java" + (java < 24 ? 9 : 24) + ".options")));
    command.add("-Djdk.attach.allowAttachSelf=true");
    command.addAll(options(configuration().resolve("jvm.options")));
    command.addAll(moreJvmOptions);
    command.addAll(List.of("-jar", home.resolve("bin/tools/ws-server.jar").toString(), SERVER));
    return command;
  }

  /** The command that asks a running server to stop. */
  List<String> stopCommand() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-jar",
        home.resolve("bin/tools/ws-server.jar").toString(),
        SERVER,
        "--stop");
  }

  private static List<String> options(Path file) {
    try (var lines = Files.lines(file)) {
      return lines
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new ServerException("The JVM options in " + file + " cannot be read.", e);
    }
  }
}

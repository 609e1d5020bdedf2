package dev.commitcast.server.faults.soak;

import dev.commitcast.server.liberty.LibertyNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Measures a node's process from outside. What a system cannot tell is left out. */
final class NodeFigures {
  private static final Pattern HEAP = Pattern.compile("(?m)^ .*heap.* used (\\d+)K");
  private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");

  private NodeFigures() {}

  static Map<String, Long> of(LibertyNode node) throws InterruptedException {
    Map<String, Long> figures = new HashMap<>();
    long pid = node.pid();
    if (Files.isExecutable(JCMD)) {
      jcmd(pid, "GC.run");
      Matcher used = HEAP.matcher(jcmd(pid, "GC.heap_info"));
      if (used.find()) {
        figures.put("heap kB", Long.parseLong(used.group(1)));
      }
    }
    Path process = Path.of("/proc", Long.toString(pid));
    if (Files.isDirectory(process.resolve("fd"))) {
      figures.put("threads", count(process.resolve("task"), ""));
      figures.put("files", count(process.resolve("fd"), ""));
      figures.put("sockets", count(process.resolve("fd"), "socket:"));
    }
    return figures;
  }

  private static long count(Path folder, String prefix) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(entry -> prefix.isEmpty() || target(entry).startsWith(prefix)).count();
    } catch (IOException e) {
      throw new UncheckedIOException("The folder " + folder + " cannot be listed.", e);
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException expected) {
      // closed since
      return "";
    }
  }

  private static String jcmd(long pid, String command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(JCMD.toString(), Long.toString(pid), command)
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor(30, TimeUnit.SECONDS);
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException("The command jcmd could not be run.", e);
    }
  }
}

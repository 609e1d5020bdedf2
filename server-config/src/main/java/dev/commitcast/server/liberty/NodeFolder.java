package dev.commitcast.server.liberty;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where one node keeps its copy of the configuration and what it writes. The copy is made anew at
 * each start; what the server has written (its caches and logs) stays.
 *
 * @param root absolute path
 */
record NodeFolder(Path root) {
  private static final List<String> COPIED =
      List.of(
          "server.xml",
          "bootstrap.properties",
          "profiles",
          "apps",
          "jdbc",
          "quiesce",
          "sqlite",
          "ssh");

  Path user() {
    return root.resolve("usr");
  }

  Path output() {
    return root.resolve("out");
  }

  Path messages() {
    return output().resolve(LibertyInstallation.SERVER).resolve("logs/messages.log");
  }

  Path console() {
    return root.resolve("console.log");
  }

  void prepare(LibertyInstallation installation) {
    Path target = user().resolve("servers").resolve(LibertyInstallation.SERVER);
    try {
      delete(target);
      for (String name : COPIED) {
        copy(installation.configuration().resolve(name), target.resolve(name));
      }
      Files.createDirectories(output());
      // a message of an earlier run must not be taken for one of this run
      Files.deleteIfExists(messages());
    } catch (IOException | UncheckedIOException e) {
      throw new ServerException("The server's folder " + root + " could not be prepared.", e);
    }
  }

  private static void copy(Path source, Path target) throws IOException {
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path copy = target.resolve(source.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    }
  }
}

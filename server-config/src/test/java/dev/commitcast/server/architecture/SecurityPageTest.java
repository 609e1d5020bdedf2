package dev.commitcast.server.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** SECURITY.md promises what tests show; it names these, and all that attack. */
class SecurityPageTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+)\\.([a-z]\\w+)`");

  /** As tests are written here: neither private nor static. */
  private static final Pattern TEST = Pattern.compile("^  void (\\w+)\\(", Pattern.MULTILINE);

  @Test
  void everyTestThatThePageNamesIsThereAndEveryAttackIsNamed() throws IOException {
    Map<String, Path> sources = sources();
    Set<String> named = new TreeSet<>();
    Matcher each = NAMED.matcher(Files.readString(ROOT.resolve("SECURITY.md")));
    while (each.find()) {
      assertThat(sources).containsKey(each.group(1));
      assertThat(testsOf(sources.get(each.group(1)))).contains(each.group(2));
      named.add(each.group(1) + "." + each.group(2));
    }

    Set<String> attacks =
        sources.keySet().stream()
            .filter(name -> name.startsWith("Attacks"))
            .flatMap(name -> testsOf(sources.get(name)).stream().map(test -> name + "." + test))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(attacks).hasSizeGreaterThan(20);
    assertThat(named).containsAll(attacks);
  }

  private static Map<String, Path> sources() throws IOException {
    Map<String, Path> sources = new TreeMap<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path tests : modules.map(module -> module.resolve("src/test/java")).toList()) {
        if (Files.isDirectory(tests)) {
          try (Stream<Path> files = Files.walk(tests)) {
            files
                .filter(file -> file.toString().endsWith(".java"))
                .forEach(file -> sources.put(nameOf(file), file));
          }
        }
      }
    }
    return sources;
  }

  private static String nameOf(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }

  private static Set<String> testsOf(Path source) {
    try {
      return TEST.matcher(Files.readString(source))
          .results()
          .map(found -> found.group(1))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

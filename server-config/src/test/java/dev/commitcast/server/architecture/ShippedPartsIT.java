package dev.commitcast.server.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/**
 * What others have written and we ship is what somebody has looked at: config/shipped.txt names
 * each file by its digest, with its licence.
 */
class ShippedPartsIT {
  private static final Path SERVER = Path.of("target/liberty/wlp/usr/servers/commitcast");
  private static final Set<String> LICENCES =
      Set.of("Apache-2.0", "BSD-2-Clause", "MIT", "Bouncy-Castle");

  @Test
  void everyPartIsOneThatWasLookedAtUnderALicenceThatWeMayShip() throws Exception {
    Map<String, String> reviewed = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("../config/shipped.txt"))) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] words = line.split("\\s+");
        assertThat(words).as(line).hasSize(3);
        assertThat(words[1]).as("the licence of " + words[2]).isIn(LICENCES);
        reviewed.put(words[0], words[2]);
      }
    }
    Map<String, String> shipped = new TreeMap<>();
    try (ZipInputStream war =
        new ZipInputStream(Files.newInputStream(SERVER.resolve("apps/commitcast.war")))) {
      for (ZipEntry entry = war.getNextEntry(); entry != null; entry = war.getNextEntry()) {
        if (entry.getName().endsWith(".jar")) {
          add(entry.getName(), war, shipped);
        }
      }
    }
    for (String folder : List.of("jdbc", "quiesce", "sqlite", "ssh")) {
      try (Stream<Path> files = Files.list(SERVER.resolve(folder))) {
        for (Path file : files.toList()) {
          try (InputStream in = Files.newInputStream(file)) {
            add(file.getFileName().toString(), in, shipped);
          }
        }
      }
    }

    assertThat(shipped.keySet())
        .as(
            "parts by digest; look at a new one (its source, licence, advisories), then name it in"
                + " config/shipped.txt:\n%s",
            shipped.entrySet().stream()
                .filter(part -> !reviewed.containsKey(part.getKey()))
                .map(part -> part.getKey() + " LICENCE " + part.getValue())
                .collect(Collectors.joining("\n")))
        .isEqualTo(reviewed.keySet());
  }

  private static void add(String path, InputStream in, Map<String, String> into)
      throws IOException, NoSuchAlgorithmException {
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (!name.startsWith("commitcast-")) {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(in.readAllBytes());
      into.put(HexFormat.of().formatHex(digest), name);
    }
  }
}

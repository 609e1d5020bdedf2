package dev.commitcast.server.container;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The libraries of the packed application, and the test's own classes: all but the web layer. */
final class TestApplication {
  private static final Path PACKED =
      Path.of("target/liberty/wlp/usr/servers/commitcast/apps/commitcast.war");
  private static final Path LIBRARIES =
      Path.of("target/in-container-" + System.getProperty("tests.fork", "1"), "lib");

  private TestApplication() {}

  static WebArchive archive(Class<?>... tests) {
    WebArchive archive =
        ShrinkWrap.create(WebArchive.class, "in-container.war")
            .addClasses(tests)
            .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml")
            .addAsLibrary(jar(org.assertj.core.api.Assertions.class))
            .addAsLibrary(jar(org.awaitility.Awaitility.class))
            .addAsLibrary(jar(org.hamcrest.Matcher.class));
    try (ZipFile war = new ZipFile(PACKED.toFile())) {
      Files.createDirectories(LIBRARIES);
      for (ZipEntry entry : (Iterable<ZipEntry>) war.stream().map(ZipEntry.class::cast)::iterator) {
        if (entry.getName().matches("WEB-INF/lib/.*\\.jar")) {
          archive.addAsLibrary(extract(war, entry));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The packed application " + PACKED + " is not readable.", e);
    }
    return archive;
  }

  private static File extract(ZipFile war, ZipEntry entry) throws IOException {
    Path target = LIBRARIES.resolve(Path.of(entry.getName()).getFileName().toString());
    try (InputStream content = war.getInputStream(entry)) {
      Files.copy(content, target, StandardCopyOption.REPLACE_EXISTING);
    }
    return target.toFile();
  }

  private static File jar(Class<?> one) {
    try {
      return new File(one.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("No jar is known for " + one.getName() + ".", e);
    }
  }
}

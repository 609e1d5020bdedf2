package dev.commitcast.persistence.sql;

import dev.commitcast.persistence.config.SchemaNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Loads a statement from a {@code .sql} resource beside a class. Stateless. */
public final class SqlFile {
  private SqlFile() {}

  /**
   * Reads the file and replaces {@code ${app}} and {@code ${log}} by the schema names, which are
   * plain identifiers by construction.
   *
   * @param anchor the class beside whose package the file lies
   * @param name such as {@code drain.sql}
   */
  public static String load(Class<?> anchor, String name, SchemaNames schemas) {
    try (InputStream in = anchor.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(
            "The SQL file " + name + " is missing beside " + anchor.getName() + ".");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .replace("${app}", schemas.app())
          .replace("${log}", schemas.log());
    } catch (IOException e) {
      throw new UncheckedIOException("The SQL file " + name + " cannot be read.", e);
    }
  }
}

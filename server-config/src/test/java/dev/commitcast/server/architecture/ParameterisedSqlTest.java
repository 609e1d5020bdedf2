package dev.commitcast.server.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Values reach the database as parameters. A statement is a literal or an SQL file; where a name
 * must stand in it that no parameter can carry, the place is listed here with the reason.
 */
class ParameterisedSqlTest {
  /** File and method, and why what is put in cannot be more than a name. */
  private static final Map<String, String> ALLOWED =
      Map.of(
          "PromptConnection.java listen",
          "the channel, escaped by the driver as an identifier",
          "ResilientConnector.java <init>",
          "a task for an executor and no statement",
          "RollBackScripts.java takeBack",
          "the log's schema, a plain identifier by construction",
          "KitTable.java in",
          "a table of the file that is imported, quoted",
          "SqliteSink.java <init>",
          "a constant of another class",
          "SqliteSource.java addIds",
          "a table and a column of the file that is imported, quoted or one of two",
          "SqliteSource.java next",
          "the same",
          "SqliteSource.java size",
          "the same");

  private static final Set<String> MODULES =
      Set.of("domain", "persistence", "notifications", "web", "server-config");

  @Test
  void noStatementIsBuiltFromValues() throws IOException {
    Map<String, List<String>> found = new TreeMap<>();
    int statements = 0;
    for (String module : MODULES) {
      for (Path file : sources(Path.of("..", module, "src/main/java"))) {
        String source = Files.readString(file);
        if (!source.contains("java.sql.") && !source.contains("jakarta.persistence.")) {
          continue;
        }
        SqlText.Findings findings = SqlText.in(parsed(source));
        statements += findings.statements();
        for (String fault : findings.faults()) {
          String place = file.getFileName() + " " + fault.substring(0, fault.indexOf(':'));
          if (!ALLOWED.containsKey(place)) {
            found.computeIfAbsent(place, any -> new ArrayList<>()).add(fault);
          }
        }
      }
    }

    assertThat(found).as("statements that are not made of literals and SQL files").isEmpty();
    assertThat(statements).as("statements that were looked at").isGreaterThan(30);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s.execute(\"SELECT \" + value);",
        "s.execute(\"SELECT %s\".formatted(value));",
        "s.execute(String.format(\"SELECT %s\", value));",
        "s.execute(value);",
        "String sql = \"SELECT \" + value; s.execute(sql);",
        "String sql = \"SELECT 1\"; sql = sql + value; s.execute(sql);",
        "s.prepareStatement(true ? \"SELECT 1\" : value);",
        "s.execute(new StringBuilder(\"SELECT \").append(value).toString());"
      })
  void findsWhatIsBuiltFromValues(String body) {
    assertThat(in(body).faults()).hasSize(1);
  }

  @Test
  void looksAtWhatAPrivateMethodIsGiven() {
    String helper = "} private void run(java.sql.Statement s, String sql) { s.execute(sql);";

    assertThat(in("run(s, \"SELECT 1\"); " + helper).faults()).isEmpty();
    assertThat(in("String sql = \"SELECT 1\"; run(s, sql); " + helper).faults()).isEmpty();
    assertThat(in("run(s, \"SELECT 1\"); run(s, value); " + helper).faults()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s.execute(\"SELECT 1\" + \" FROM t\");",
        "s.execute(SqlFile.load(X.class, \"x.sql\", null));",
        "String sql = \"SELECT 1\"; s.execute(sql);",
        "s.execute(FIXED);"
      })
  void takesWhatIsFixed(String body) {
    assertThat(in(body)).isEqualTo(new SqlText.Findings(1, List.of()));
  }

  private static SqlText.Findings in(String body) {
    return SqlText.in(
        parsed(
            "class X { static final String FIXED = \"SELECT 1\";"
                + " void m(java.sql.Statement s, String value) throws Exception { "
                + body
                + " } }"));
  }

  private static Iterable<? extends CompilationUnitTree> parsed(String source) {
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///X.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    JavacTask task =
        (JavacTask)
            ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, diagnostic -> {}, List.of("-proc:none"), null, List.of(file));
    try {
      return task.parse();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> sources(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }
}

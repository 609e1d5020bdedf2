package dev.commitcast.server.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Dashboard and alert rules name metrics that docs/metrics.md has; a node's output has those. */
class MonitoringTest {
  private static final Path DASHBOARD = Path.of("../monitoring/grafana-dashboard.json");
  private static final Path ALERTS = Path.of("../monitoring/alerts.yml");
  private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `(commitcast_\\w+)` \\|");
  private static final Pattern NAME = Pattern.compile("commitcast_\\w+");

  @Test
  void everyPanelOfTheDashboardShowsMetricsThatThereAre() throws IOException {
    Set<String> known = documented();
    int expressions = 0;
    for (JsonValue each : dashboard().getJsonArray("panels")) {
      JsonObject panel = each.asJsonObject();
      if (panel.getString("type").equals("row")) {
        continue;
      }
      assertThat(panel.getJsonArray("targets")).as(panel.getString("title")).isNotEmpty();
      for (JsonValue target : panel.getJsonArray("targets")) {
        String expression = target.asJsonObject().getString("expr");
        assertThat(metricsIn(expression)).as(expression).isNotEmpty().isSubsetOf(known);
        expressions++;
      }
    }
    assertThat(expressions).isGreaterThan(30);
  }

  @Test
  @SuppressWarnings("unchecked")
  void everyAlertHasAReasonAndARuleAboutMetricsThatThereAre() throws IOException {
    Set<String> known = documented();
    Map<String, Object> file;
    try (Reader reader = Files.newBufferedReader(ALERTS)) {
      file = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
    }
    List<Map<String, Object>> groups = (List<Map<String, Object>>) file.get("groups");
    List<Map<String, Object>> rules = (List<Map<String, Object>>) groups.get(0).get("rules");
    assertThat(rules).hasSizeGreaterThan(10);
    for (Map<String, Object> rule : rules) {
      String expression = (String) rule.get("expr");
      assertThat((String) rule.get("alert")).matches("Commitcast\\w+");
      assertThat(metricsIn(expression)).as(expression).isNotEmpty().isSubsetOf(known);
      assertThat((Map<String, Object>) rule.get("labels")).containsKey("severity");
      assertThat((Map<String, Object>) rule.get("annotations")).containsKey("summary");
      assertThat(expression.chars().filter(c -> c == '(').count())
          .as(expression)
          .isEqualTo(expression.chars().filter(c -> c == ')').count());
    }
  }

  private static JsonObject dashboard() throws IOException {
    try (JsonReader reader = Json.createReader(Files.newBufferedReader(DASHBOARD))) {
      return reader.readObject();
    }
  }

  private static Set<String> metricsIn(String expression) {
    Set<String> names = new TreeSet<>();
    Matcher name = NAME.matcher(expression);
    while (name.find()) {
      names.add(name.group().replaceFirst("_(bucket|count|sum)$", ""));
    }
    return names;
  }

  private static Set<String> documented() throws IOException {
    Set<String> names = new TreeSet<>();
    Matcher row = DOCUMENTED.matcher(Files.readString(Path.of("../docs/metrics.md")));
    while (row.find()) {
      names.add(row.group(1));
    }
    return names;
  }
}

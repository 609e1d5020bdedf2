package dev.commitcast.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.persistence.config.ConfigurationException;
import dev.commitcast.persistence.config.Settings;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class JournalTest {
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-11-20T12:00:00.123456Z"), ZoneOffset.UTC);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private Journal journal(Level threshold) {
    return new Journal(NOON, threshold, new PrintStream(bytes, true, StandardCharsets.UTF_8));
  }

  private List<String> lines() {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static JsonObject parse(String line) {
    return Json.createReader(new StringReader(line)).readObject();
  }

  @Test
  void writesOneObjectALine() {
    journal(Level.INFO).info("schema_migration", Map.of("applied", 5));

    assertThat(lines())
        .containsExactly(
            "{\"timestamp\":\"2026-11-20T12:00:00.123Z\",\"level\":\"info\","
                + "\"event\":\"schema_migration\",\"data\":{\"applied\":5}}");
  }

  @Test
  void namesTheRequestItBelongsTo() {
    journal(Level.INFO).about("req-1").warn("constraint_violation", Map.of());

    assertThat(parse(lines().get(0)).getString("correlationId")).isEqualTo("req-1");
  }

  @Test
  void leavesOutWhatIsBelowTheThreshold() {
    Journal journal = journal(Level.WARN);
    journal.debug("a", Map.of());
    journal.info("b", Map.of());
    journal.warn("c", Map.of());
    journal.error("d", Map.of());

    assertThat(lines()).hasSize(2);
    assertThat(journal.prints(Level.INFO)).isFalse();
  }

  @Test
  void takesEveryKindOfValue() {
    Map<String, Object> data = new HashMap<>();
    data.put("nothing", null);
    data.put("list", Arrays.asList(1, "two", null, true));
    data.put("map", Map.of("deep", Map.of("deeper", 1.5)));
    data.put("infinite", Double.POSITIVE_INFINITY);
    data.put("enum", Level.DEBUG);
    data.put("json", Json.createObjectBuilder().add("a", 1).build());
    journal(Level.INFO).info("all", data);

    JsonObject read = parse(lines().get(0)).getJsonObject("data");
    assertThat(read.isNull("nothing")).isTrue();
    assertThat(read.getJsonArray("list").toString()).isEqualTo("[1,\"two\",null,true]");
    assertThat(read.getString("infinite")).isEqualTo("Infinity");
    assertThat(read.getString("enum")).isEqualTo("DEBUG");
    assertThat(read.getJsonObject("json").getInt("a")).isEqualTo(1);
  }

  @Test
  void givesTheStackOfAFailure() {
    journal(Level.INFO)
        .error("failed", new IllegalStateException("no", new RuntimeException("why")), Map.of());

    assertThat(parse(lines().get(0)).getJsonObject("data").getString("stack"))
        .contains("IllegalStateException: no", "Caused by: java.lang.RuntimeException: why");
  }

  @Property
  void anyTextGivesOneValidLine(@ForAll String event, @ForAll String key, @ForAll String value) {
    bytes.reset();
    journal(Level.INFO).info(event, Map.of(key, value));

    assertThat(bytes.toString(StandardCharsets.UTF_8).chars().filter(c -> c == '\n')).hasSize(1);
    assertThat(parse(bytes.toString(StandardCharsets.UTF_8)).getJsonObject("data")).hasSize(1);
  }

  @Test
  void readsItsLevelFromTheSettings() {
    assertThat(Level.from(Settings.from(key -> Optional.empty()))).isEqualTo(Level.INFO);
    assertThat(Level.from(Settings.from(key -> Optional.of("DEBUG")))).isEqualTo(Level.DEBUG);
    assertThatThrownBy(() -> Level.from(Settings.from(key -> Optional.of("loud"))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("debug, info, warn or error");
  }
}

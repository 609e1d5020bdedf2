package dev.commitcast.notifications.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.domain.json.JsonFaultException;
import dev.commitcast.persistence.sync.PushedEvent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PushBodyTest {
  private static PushBody.Item one(String event, String version) {
    return PushBody.read("[{\"event\":" + event + ",\"version\":" + version + "}]").get(0);
  }

  private static PushedEvent readable(String metadata, String version) {
    return one(
            "{\"id\":\"1\",\"type\":\"t\",\"aggregate_id\":\"a\",\"data\":{\"n\": 1.50},"
                + "\"metadata\":"
                + metadata
                + "}",
            version)
        .event()
        .orElseThrow();
  }

  @Test
  void keepsDataAndMetadataAsTheyAreWritten() {
    PushedEvent event = readable("{\"user\" : \"ada\"}", "\"7\"");

    assertThat(event.stream().value()).isEqualTo("a");
    assertThat(event.event().data()).isEqualTo("{\"n\": 1.50}");
    assertThat(event.event().metadata()).isEqualTo("{\"user\" : \"ada\"}");
    assertThat(event.number()).hasValue(7);
    assertThat(event.base()).isEmpty();
    assertThat(event.origin()).isEmpty();
  }

  @Test
  void takesTheBaseAndTheOriginFromTheMetadata() {
    PushedEvent event = readable("{\"base_version\": 12, \"origin_node\": \"phone\"}", "\"40\"");

    assertThat(event.base()).hasValue(12);
    assertThat(event.origin()).contains("phone");
    assertThat(readable("{\"base_version\": \"12\"}", "\"40\"").base()).hasValue(12);
  }

  @ParameterizedTest
  @CsvSource({"'\"\"'", "'\"0\"'", "null", "0"})
  void anEventWithoutANumberHasNoBase(String version) {
    assertThat(readable("null", version).number()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\":\"t\",\"aggregate_id\":\"a\"}|\"1\"|The id of an event is a text.",
        "{\"id\":7,\"type\":\"t\",\"aggregate_id\":\"a\"}|\"1\"|The id of an event is a text.",
        "{\"id\":\"1\",\"type\":\"t\"}|\"1\"|The aggregate_id of an event is a text.",
        "{\"id\":\"1\",\"type\":\"\",\"aggregate_id\":\"a\"}|\"1\"|must not be empty",
        "{\"id\":\"1\",\"type\":\"t\",\"aggregate_id\":\"a\",\"metadata\":[]}|\"1\"|are an object",
        "{\"id\":\"1\",\"type\":\"t\",\"aggregate_id\":\"a\"}|\"{}\"|A version is a whole number",
        "{\"id\":\"1\",\"type\":\"t\",\"aggregate_id\":\"a\"}|-1|A version is a whole number",
        "[]|\"1\"|not an object"
      })
  void oneThatCannotBeReadIsToldFromTheOthers(String event, String version, String fault) {
    assertThat(one(event, version).fault())
        .hasValueSatisfying(sentence -> assertThat(sentence).contains(fault));
    List<PushBody.Item> three =
        PushBody.read("[1,{\"event\":" + event + ",\"version\":" + version + "},null]");
    assertThat(three).hasSize(3).allMatch(item -> item.event().isEmpty());
  }

  @Test
  void aBodyThatIsNoArrayIsRefusedAsAWhole() {
    for (String body : List.of("", "{}", "[", "[1,]", "null")) {
      assertThatThrownBy(() -> PushBody.read(body)).isInstanceOf(JsonFaultException.class);
    }
    assertThat(PushBody.read(" [ ] ")).isEmpty();
  }
}

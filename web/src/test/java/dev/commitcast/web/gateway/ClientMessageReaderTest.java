package dev.commitcast.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.notifications.hub.StartFrom;
import dev.commitcast.web.problem.ProblemException;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientMessageReaderTest {
  private static ClientMessage read(String json) {
    return ClientMessageReader.read(json.replace('\'', '"'));
  }

  @Test
  void readsASubscription() {
    assertThat(
            read(
                "{'type':'subscribe','id':'a','channel':'booking_created','room':'merchant:42',"
                    + "'after':'1.48000','metadata':true}"))
        .isEqualTo(
            new ClientMessage.Subscribe(
                "a",
                Optional.of("booking_created"),
                Optional.of("merchant:42"),
                new EventFilter(
                    Set.of("booking_created"), Set.of(), Set.of("merchant:42"), Set.of()),
                new StartFrom.After(new Cursor(1, 48_000)),
                true));
  }

  @Test
  void takesTheChannelForTheIdWhereTheOriginalsClientsSendNone() {
    ClientMessage.Subscribe wish =
        (ClientMessage.Subscribe) read("{'type':'subscribe','channel':'booking_created'}");
    assertThat(wish.id()).isEqualTo("booking_created");
    assertThat(wish.start()).isEqualTo(new StartFrom.Now());
  }

  @Test
  void readsTheOtherMessages() {
    assertThat(read("{'type':'unsubscribe','id':'a'}"))
        .isEqualTo(new ClientMessage.Unsubscribe("a"));
    assertThat(read("{'type':'join','room':'r'}")).isEqualTo(new ClientMessage.Join("r"));
    assertThat(read("{'type':'leave','room':'r'}")).isEqualTo(new ClientMessage.Leave("r"));
    assertThat(read("{'type':'broadcast','room':'r','channel':'typing','payload':[1, null]}"))
        .isEqualTo(new ClientMessage.Broadcast("typing", "r", "[1, null]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "[]",
        "{",
        "null",
        "{}",
        "{'type':1}",
        "{'type':'SUBSCRIBE'}",
        "{'type':'connect'}",
        "{'type':'subscribe'} {'type':'subscribe'}"
      })
  void closesOnWhatIsNoMessage(String json) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOfSatisfying(
            ClosingException.class, e -> assertThat(e.code()).isEqualTo(CloseCode.BAD_MESSAGE))
        .hasMessageContaining("message");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'subscribe','channel':''}",
        "{'type':'subscribe','room':'r'}",
        "{'type':'subscribe','id':'','channel':'c'}",
        "{'type':'subscribe','id':7,'channel':'c'}",
        "{'type':'subscribe','id':'a','channel':'drain'}",
        "{'type':'subscribe','id':'a','channel':'c\\nd'}",
        "{'type':'subscribe','id':'a','channel':['c']}",
        "{'type':'subscribe','id':'a','after':1.48}",
        "{'type':'subscribe','id':'a','after':'yesterday'}",
        "{'type':'subscribe','id':'a','metadata':'true'}",
        "{'type':'subscribe','id':'a','token':'x'}",
        "{'type':'unsubscribe'}",
        "{'type':'join'}",
        "{'type':'leave','room':null}",
        "{'type':'broadcast','room':'r','channel':'c'}",
        "{'type':'broadcast','room':'r','payload':1}"
      })
  void answersWhatSaysSomethingWrongWithAProblemThatNamesTheField(String json) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().status()).isEqualTo(422);
              assertThat(e.problem().toJson().getString("field")).isNotEmpty();
            });
  }

  @Test
  void refusesAPayloadAboveFourKilobytes() {
    String text = "\"" + "ä".repeat(2_047) + "\"";
    String json = "{\"type\":\"broadcast\",\"room\":\"r\",\"channel\":\"c\",\"payload\":";
    assertThat(read(json + text + "}")).isInstanceOf(ClientMessage.Broadcast.class);
    assertThatThrownBy(() -> read(json + "[" + text + "]}"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("4096");
  }

  @Property(tries = 2_000)
  void answersWhateverComesWithASentenceOrTakesIt(@ForAll("messages") String json) {
    Throwable failure = catchThrowable(() -> ClientMessageReader.read(json));
    if (failure != null) {
      assertThat(failure).isInstanceOfAny(ClosingException.class, ProblemException.class);
      assertThat(failure.getMessage()).isNotBlank();
    }
    assertThat(ClientMessageReader.idOf(json)).isNotNull();
  }

  /** Text of any kind, and messages that are nearly right. */
  @Provide
  static Arbitrary<String> messages() {
    Arbitrary<String> value =
        Arbitraries.oneOf(
            Arbitraries.of(
                "null", "true", "1e999", "[]", "{}", "\"now\"", "\"\\u0000\"", "\"\\ud800\"", "0"),
            Arbitraries.strings().ofMaxLength(20).map(text -> '"' + text + '"'));
    Arbitrary<String> name =
        Arbitraries.of("id", "channel", "room", "after", "metadata", "payload", "type", "other");
    Arbitrary<String> member = Combinators.combine(name, value).as((n, v) -> '"' + n + "\":" + v);
    Arbitrary<String> type =
        Arbitraries.of("subscribe", "unsubscribe", "join", "leave", "broadcast", "nothing");
    Arbitrary<String> message =
        Combinators.combine(type, member.list().ofMaxSize(5))
            .as(
                (t, all) ->
                    "{\"type\":\""
                        + t
                        + "\""
                        + (all.isEmpty() ? "" : ",")
                        + String.join(",", all)
                        + "}");
    return Arbitraries.oneOf(message, Arbitraries.strings().ofMaxLength(60));
  }
}

package dev.commitcast.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.domain.event.ExpectedVersion;
import dev.commitcast.persistence.log.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The part of the contract that is about streams as a whole, and their names. */
@Timeout(180)
abstract class StreamsContract extends ContractAids {
  @Test
  void aDeletedStreamTakesNothingUntilItIsRestoredAndThenGoesOn() {
    String stream = fresh("deleted");
    Given event = Given.of("a", "1").withId(stream + "-x");
    append(stream, NONE, event);
    Refused wrong = refusal(() -> way().delete(stream, ExpectedVersion.exact(2)));
    assertThat(wrong.kind()).isEqualTo(Refused.Kind.WRONG_VERSION);
    assertThat(wrong.currentVersion()).isEqualTo(1);
    way().delete(stream, ExpectedVersion.exact(1));
    way().delete(stream, ANY);
    way().delete(stream, EXISTS);

    for (ExpectedVersion expected : List.of(ANY, NONE, EXISTS, ExpectedVersion.exact(1))) {
      for (int count : List.of(0, 1, 2)) {
        assertThat(refusal(() -> way().append(stream, expected, events(count))).kind())
            .as("%s with %d", expected, count)
            .isEqualTo(Refused.Kind.DELETED);
      }
    }
    assertThat(append(stream, ANY, event).versions()).as("a repetition").containsExactly(1L);
    if (readsStreams()) {
      assertThat(refusal(() -> way().read(stream)).kind()).isEqualTo(Refused.Kind.DELETED);
    }
    assertThat(way().stream(stream).orElseThrow().deleted()).isTrue();
    assertThat(way().event(event.id())).as("the log keeps it").isPresent();

    way().restore(stream);
    way().restore(stream);
    assertThat(append(stream, ExpectedVersion.exact(1), Given.of("b", "2")).versions())
        .containsExactly(2L);
    assertThat(way().read(stream)).extracting(Seen::type).containsExactly("a", "b");
  }

  @Test
  void aTruncatedStreamIsReadFromThereAndCountsOn() {
    String stream = fresh("truncated");
    way().append(stream, NONE, events(5));
    way().truncate(stream, 4);
    assertThat(way().stream(stream).orElseThrow()).isEqualTo(new Known(5, false, 4, null));
    if (readsStreams()) {
      assertThat(way().read(stream)).extracting(Seen::version).containsExactly(4L, 5L);
      assertThat(way().read(stream, Long.MAX_VALUE, Direction.BACKWARDS, 9))
          .extracting(Seen::version)
          .containsExactly(5L, 4L);
    }
    assertThat(append(stream, ExpectedVersion.exact(5), Given.of("f", null)).versions())
        .containsExactly(6L);
    way().truncate(stream, 100);
    if (readsStreams()) {
      assertThat(way().read(stream)).isEmpty();
    }
    way().truncate(stream, 1);
    assertThat(way().read(stream)).hasSize(6);
    assertThat(refusal(() -> way().truncate(stream, 0)).kind()).isEqualTo(Refused.Kind.INVALID);
  }

  @Test
  void whatIsUnknownCannotBeChangedAndWhatIsKnownIsDescribed() {
    String stream = fresh("described");
    for (Runnable change :
        List.<Runnable>of(
            () -> way().delete(stream, ANY),
            () -> way().restore(stream),
            () -> way().truncate(stream, 2),
            () -> way().describe(stream, "{}"))) {
      assertThat(refusal(change).kind()).isEqualTo(Refused.Kind.UNKNOWN);
    }
    append(stream, ANY, Given.of("a", null));
    way().describe(stream, "{\"owner\": \"é🎉\", \"limit\": 1.50}");
    assertThat(way().stream(stream).orElseThrow().metadata())
        .isEqualTo("{\"limit\":1.50,\"owner\":\"é🎉\"}");
    assertThat(refusal(() -> way().describe(stream, "[]")).kind()).isEqualTo(Refused.Kind.INVALID);
  }

  @Test
  void namesHaveUpTo512CharactersWhateverTheyAre() {
    for (String letter : List.of("x", "é", "🎉", "/", "%")) {
      String longest = letter.repeat(500) + String.format("%012d", NUMBER.incrementAndGet());
      append(longest, NONE, Given.of("a", "1"));
      assertThat(way().read(longest)).singleElement().extracting(Seen::stream).isEqualTo(longest);
      for (int count : List.of(0, 1, 2)) {
        assertThat(refusal(() -> way().append(longest + "x", ANY, events(count))).kind())
            .as("513 characters, %d events", count)
            .isEqualTo(Refused.Kind.INVALID);
      }
    }
    for (String bad : List.of("a\nb", "a\rb")) {
      assertThat(refusal(() -> append(bad, ANY, Given.of("a", "1"))).kind())
          .isEqualTo(Refused.Kind.INVALID);
    }
  }

  @Test
  void namesHoldEveryOddCharacter() {
    long seed = new Random().nextLong();
    System.out.println("Names of streams from seed " + seed + ".");
    Random random = new Random(seed);
    List<String> names = new ArrayList<>(List.of(".", "..", "-", " ", "events", "a/events", "%2F"));
    String odd = "/\\;?#%&=+ .\"'<>{}[]|^`~*:@!$(),\t\u0001\u007f\u0085\u2028\ufeffé🎉aZ0-_";
    int[] characters = odd.codePoints().toArray();
    for (int i = 0; i < 60; i++) {
      int length = 1 + random.nextInt(12);
      StringBuilder name = new StringBuilder();
      random
          .ints(length, 0, characters.length)
          .forEach(place -> name.appendCodePoint(characters[place]));
      names.add(name.toString());
    }
    String id = fresh("odd");
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      Given event = Given.of("odd", Json.quote(name)).withId(id + "-" + i);
      assertThat(append(name, ANY, event).stream()).as("seed %d", seed).isEqualTo(name);
      long version = way().stream(name).orElseThrow().version();
      assertThat(way().read(name, version, Direction.FORWARDS, 1))
          .as("%s, seed %d", name, seed)
          .singleElement()
          .satisfies(
              seen -> {
                assertThat(seen.stream()).isEqualTo(name);
                assertThat(seen.id()).isEqualTo(event.id());
                assertThat(HttpWay.json("{\"d\":" + seen.data() + "}").getString("d"))
                    .isEqualTo(name);
              });
    }
  }
}

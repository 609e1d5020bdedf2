package dev.commitcast.server.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.commitcast.domain.event.ExpectedVersion;
import dev.commitcast.persistence.log.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every way to the event store must hold to. */
@Timeout(60)
abstract class EventStoreContract {
  private static final ExpectedVersion ANY = ExpectedVersion.any();
  private static final ExpectedVersion NONE = ExpectedVersion.noStream();
  private static final ExpectedVersion EXISTS = ExpectedVersion.streamExists();
  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** The way that is tested. */
  abstract Way way();

  /** Whether an answer says that an event was there before. */
  boolean tellsRepetitions() {
    return true;
  }

  /** Whether readers of a stream are kept from what is deleted or truncated. */
  boolean readsStreams() {
    return true;
  }

  /** Waits until everything that is committed has its place in the log. */
  abstract void awaitSequenced() throws Exception;

  private static String fresh(String what) {
    return what + ":" + NUMBER.incrementAndGet();
  }

  private static List<Given> events(int count) {
    return IntStream.range(0, count).mapToObj(i -> Given.of("t", "{\"n\":" + i + "}")).toList();
  }

  private Appended append(String stream, ExpectedVersion expected, Given... events) {
    return way().append(stream, expected, List.of(events));
  }

  private Refused refusal(Runnable attempt) {
    Refused refused = catchThrowableOfType(Refused.class, attempt::run);
    assertThat(refused).as("a refusal").isNotNull();
    return refused;
  }

  private void assertWrong(String stream, ExpectedVersion expected, long current) {
    for (int count : List.of(0, 1, 2)) {
      Refused refused = refusal(() -> way().append(stream, expected, events(count)));
      assertThat(refused.kind()).isEqualTo(Refused.Kind.WRONG_VERSION);
      assertThat(refused.currentVersion()).isEqualTo(current);
      assertThat(refused).hasMessageContaining("The stream " + stream);
    }
  }

  @Test
  void everyExpectationIsMetOrToldTheCurrentVersion() {
    String stream = fresh("expectations");
    assertWrong(stream, EXISTS, 0);
    assertWrong(stream, ExpectedVersion.exact(1), 0);
    assertThat(way().stream(stream)).isEmpty();

    assertThat(append(stream, NONE, Given.of("a", "1")).versions()).containsExactly(1L);
    assertWrong(stream, NONE, 1);
    assertWrong(stream, ExpectedVersion.exact(2), 1);
    assertThat(append(stream, ExpectedVersion.exact(1), Given.of("b", "2")).versions())
        .containsExactly(2L);
    assertWrong(stream, ExpectedVersion.exact(1), 2);
    assertThat(append(stream, EXISTS, Given.of("c", "3")).versions()).containsExactly(3L);
    assertThat(append(stream, ANY, Given.of("d", "4")).versions()).containsExactly(4L);
    assertThat(append(fresh("any"), ANY, Given.of("a", "1")).versions()).containsExactly(1L);
    assertThat(way().read(stream)).extracting(Seen::type).containsExactly("a", "b", "c", "d");
  }

  @Test
  void anAppendOfNothingTestsWhatIsExpectedAndAppendsNothing() {
    String stream = fresh("empty");
    assertThat(append(stream, ANY).events()).isEmpty();
    assertThat(append(stream, NONE).events()).isEmpty();
    assertThat(way().stream(stream)).isEmpty();
    append(stream, ANY, Given.of("a", null));
    assertThat(append(stream, ExpectedVersion.exact(1)).events()).isEmpty();
    assertThat(append(stream, EXISTS).events()).isEmpty();
    assertThat(way().stream(stream).orElseThrow().version()).isEqualTo(1);
    assertThat(way().append(List.of())).isEmpty();
  }

  @Test
  void aRepetitionAnswersWithTheFirstResultWaitingOrSequenced() throws Exception {
    String stream = fresh("repeated");
    Given[] events = {
      Given.of("a", "{\"n\": 1.0}").withId(stream + "-x"),
      new Given(stream + "-y", "b", null, "{\"k\": 1}", "room:1")
    };
    Appended first = append(stream, NONE, events);
    Appended waiting = append(stream, NONE, events);
    awaitSequenced();
    Appended sequenced = append(stream, NONE, events);
    Appended alone = append(stream, ExpectedVersion.exact(7), events[1].withMetadata(null));

    assertThat(first.repeated()).containsExactly(false, false);
    assertThat(first.versions()).containsExactly(1L, 2L);
    assertThat(waiting.versions()).containsExactly(1L, 2L);
    assertThat(waiting.repeated()).containsExactly(true, true);
    assertThat(sequenced).isEqualTo(waiting);
    assertThat(alone.versions()).containsExactly(2L);
    assertThat(alone.repeated()).containsExactly(tellsRepetitions());
    assertThat(way().stream(stream).orElseThrow().version()).isEqualTo(2);
  }

  @Test
  void anIdWithOtherContentIsRefusedWaitingOrSequenced() throws Exception {
    String stream = fresh("conflict");
    Given event = Given.of("a", "1").withId(stream + "-x").inRoom("r");
    append(stream, ANY, event);
    for (int round = 0; round < 2; round++) {
      for (Given other :
          List.of(
              event.withData("2"),
              event.withData(null),
              event.withType("b"),
              event.inRoom(null),
              event.inRoom("s"))) {
        Refused refused = refusal(() -> append(stream, ANY, other));
        assertThat(refused.kind()).as("%s", other).isEqualTo(Refused.Kind.CONFLICT);
        assertThat(refused)
            .hasMessage("The event id " + event.id() + " was used with other content.");
        assertThat(refusal(() -> append(stream, ANY, Given.of("n", "1"), other)).kind())
            .isEqualTo(Refused.Kind.CONFLICT);
      }
      String other = fresh("conflict");
      assertThat(refusal(() -> append(other, ANY, event)).kind()).isEqualTo(Refused.Kind.CONFLICT);
      assertThat(way().stream(other)).isEmpty();
      awaitSequenced();
    }
    assertThat(way().stream(stream).orElseThrow().version()).isEqualTo(1);
    assertThat(way().read(stream)).hasSize(1);
  }

  @Test
  void anIdStandsOnceInAnAppend() {
    String stream = fresh("twice");
    Given event = Given.of("a", "1").withId(stream + "-x");
    assertThat(refusal(() -> append(stream, ANY, event, event)))
        .hasMessage("The event id " + event.id() + " stands twice in one append.");
    Refused several =
        refusal(
            () ->
                way()
                    .append(
                        List.of(
                            new Appending(stream, ANY, List.of(event)),
                            new Appending(stream + "b", ANY, List.of(event)))));
    assertThat(several.kind()).isEqualTo(Refused.Kind.CONFLICT);
    assertThat(way().stream(stream)).isEmpty();
  }

  @Test
  void whatIsNewInAPartialRepetitionFollowsAndIsHeldToWhatIsExpected() {
    String stream = fresh("partly");
    Given known = Given.of("a", "1").withId(stream + "-x");
    append(stream, ANY, known, Given.of("b", "2"));
    Given added = Given.of("c", "3").withId(stream + "-y");

    Refused wrong = refusal(() -> append(stream, NONE, known, added));
    assertThat(wrong.kind()).isEqualTo(Refused.Kind.WRONG_VERSION);
    assertThat(wrong.currentVersion()).isEqualTo(2);
    Appended partly = append(stream, ExpectedVersion.exact(2), known, added);

    assertThat(partly.versions()).containsExactly(1L, 3L);
    assertThat(partly.repeated()).containsExactly(true, false);
    assertThat(way().read(stream)).extracting(Seen::type).containsExactly("a", "b", "c");
  }

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

  @Test
  void aBatchOfTenThousandIsOneAppendAndIsReadAtOnceBothWaysInPages() {
    String stream = fresh("batch");
    Appended appended = way().append(stream, NONE, events(10_000));
    assertThat(appended.versions())
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 10_000).boxed().toList());
    assertThat(way().read(stream, 1, Direction.FORWARDS, 1_000))
        .extracting(Seen::version)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 1_000).boxed().toList());
    assertThat(way().read(stream, 9_999, Direction.FORWARDS, 1_000))
        .extracting(Seen::data)
        .containsExactly("{\"n\":9998}", "{\"n\":9999}");
    assertThat(way().read(stream, Long.MAX_VALUE, Direction.BACKWARDS, 2))
        .extracting(Seen::version)
        .containsExactly(10_000L, 9_999L);
    assertThat(way().read(stream, 2, Direction.BACKWARDS, 10))
        .extracting(Seen::version)
        .containsExactly(2L, 1L);
    assertThat(way().read(stream, 10_001, Direction.FORWARDS, 10)).isEmpty();
  }

  @Test
  void tenMegabytesAreTakenAndMoreThanTheLimitIsNot() {
    String stream = fresh("large");
    String data = "\"" + "x".repeat(10_000_000) + "\"";
    append(stream, NONE, Given.of("large", data));
    assertThat(way().read(stream))
        .singleElement()
        .satisfies(seen -> assertThat(seen.data().equals(data)).isTrue());
    String most = "\"" + "x".repeat((16 << 20) - 2) + "\"";
    append(stream, ANY, Given.of("largest", most));
    String tooMuch = "\"" + "x".repeat((16 << 20) - 1) + "\"";
    String metadata = "{\"m\":\"" + "x".repeat(64 << 10) + "\"}";
    for (Given event : List.of(Given.of("a", tooMuch), Given.of("a", "1").withMetadata(metadata))) {
      assertThat(refusal(() -> append(stream, ANY, event)).kind())
          .isEqualTo(Refused.Kind.TOO_LARGE);
      assertThat(refusal(() -> append(stream, ANY, Given.of("b", "1"), event)).kind())
          .isEqualTo(Refused.Kind.TOO_LARGE);
    }
    assertThat(way().stream(stream).orElseThrow().version()).isEqualTo(2);
  }

  @Test
  void whateverJsonHoldsComesBackAsItWas() {
    String stream = fresh("json");
    String number = "1234567890".repeat(6);
    String deep = "[".repeat(900) + "]".repeat(900);
    List<String> values =
        List.of(
            "null",
            "true",
            "false",
            "0",
            "-0.0",
            "1.50",
            "\"\"",
            "[]",
            "{}",
            number,
            "-" + number + "." + number,
            "0." + number,
            "\"a\\\\\\\"b\"",
            "{\"\":{\"a b\":[1,null,\"é🎉\\t\"]}}",
            deep);
    List<Given> events = new ArrayList<>(values.stream().map(v -> Given.of("v", v)).toList());
    events.add(Given.of("v", null));
    way().append(stream, NONE, events);
    List<Seen> seen = way().read(stream);
    assertThat(seen).hasSize(events.size());
    for (int i = 0; i < values.size(); i++) {
      String expected = values.get(i).equals("-0.0") ? "0.0" : values.get(i);
      assertThat(seen.get(i).data()).isEqualTo(expected);
    }
    assertThat(seen.get(values.size()).data()).isNull();
    assertThat(append(stream, ANY, Given.of("exponent", "1.5e3")).versions()).isNotEmpty();
    assertThat(way().read(stream, Long.MAX_VALUE, Direction.BACKWARDS, 1).get(0).data())
        .isEqualTo("1500");
  }

  @Test
  void whatNoEventMayBeIsRefusedWithASentence() {
    String stream = fresh("invalid");
    Given good = Given.of("a", "1");
    List<Given> bad = new ArrayList<>();
    for (String type : List.of("", "caught-up", "drain", "a\nb", "x".repeat(256))) {
      bad.add(good.withType(type));
    }
    for (String id : List.of("", "a\rb", "x".repeat(256))) {
      bad.add(good.withId(id));
    }
    for (String room : List.of("", "a\nb", "x".repeat(513))) {
      bad.add(good.inRoom(room));
    }
    for (String data :
        List.of(
            "\"\\u0000\"",
            "\"\\ud800\"",
            "{",
            "01",
            "nul",
            "\"a",
            "{\"a\":}",
            "[1,]",
            "1 2",
            "\"\\x\"",
            "\"\t\"",
            "1e999999",
            "[".repeat(100_000) + "]".repeat(100_000))) {
      bad.add(good.withData(data));
    }
    for (String metadata : List.of("[]", "1", "\"a\"", "{\"a\":\"\\u0000\"}", "{")) {
      bad.add(good.withMetadata(metadata));
    }
    for (Given event : bad) {
      for (List<Given> events : List.of(List.of(event), List.of(good, event))) {
        Refused refused = refusal(() -> way().append(stream, ANY, events));
        assertThat(refused.kind())
            .as("%.200s: %s", event, refused.getMessage())
            .isEqualTo(Refused.Kind.INVALID);
        assertThat(refused.getMessage()).isNotBlank();
      }
    }
    assertThat(way().stream(stream)).isEmpty();
    for (Given longest :
        List.of(
            good.withType("🎉".repeat(255)),
            good.withId("🎉".repeat(250) + String.format("%05d", NUMBER.incrementAndGet())),
            good.inRoom("🎉".repeat(512)))) {
      append(stream, ANY, longest);
    }
  }

  @Test
  void metadataAndRoomComeBack() {
    String stream = fresh("metadata");
    append(
        stream,
        NONE,
        new Given(
            stream + "-x",
            "a",
            "1",
            "{\"actor\": \"ada\", \"correlationId\": \"c-1\", \"x\": 1.50}",
            "room é🎉"));
    assertThat(way().read(stream))
        .singleElement()
        .satisfies(
            seen -> {
              assertThat(seen.room()).isEqualTo("room é🎉");
              assertThat(seen.metadata())
                  .contains("\"actor\":\"ada\"", "\"correlationId\":\"c-1\"", "\"x\":1.50");
              assertThat(way().event(seen.id())).contains(seen);
            });
    assertThat(way().event("there is none")).isEmpty();
  }

  @Test
  void severalStreamsAreAppendedToOrNone() {
    String a = fresh("b-several");
    String b = fresh("a-several");
    List<Appended> both =
        way()
            .append(
                List.of(
                    new Appending(a, NONE, events(2)),
                    new Appending(b, ANY, events(1)),
                    new Appending(fresh("c-several"), ANY, List.of())));
    assertThat(both).extracting(Appended::stream).startsWith(a, b);
    assertThat(both.get(0).versions()).containsExactly(1L, 2L);
    assertThat(both.get(1).versions()).containsExactly(1L);
    assertThat(both.get(2).versions()).isEmpty();

    Refused refused =
        refusal(
            () ->
                way()
                    .append(
                        List.of(
                            new Appending(b, ExpectedVersion.exact(1), events(1)),
                            new Appending(a, ExpectedVersion.exact(1), events(1)))));
    assertThat(refused.kind()).isEqualTo(Refused.Kind.WRONG_VERSION);
    assertThat(refused.currentVersion()).isEqualTo(2);
    assertThat(refused).hasMessage("The stream " + a + " is at version 2, not 1.");
    assertThat(way().stream(b).orElseThrow().version()).isEqualTo(1);
    assertThat(
            refusal(
                    () ->
                        way()
                            .append(
                                List.of(
                                    new Appending(a, ANY, events(1)),
                                    new Appending(a, ANY, events(1)))))
                .kind())
        .isEqualTo(Refused.Kind.INVALID);
  }

  @Test
  void oneIdIsOneEventHoweverManyAppendItAtOnce() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 25; round++) {
        String id = fresh("race");
        List<Callable<Refused.Kind>> rivals = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          // two to one stream, which are one append, and two to others, which are not
          String stream = id + "-" + Math.max(0, i - 1);
          rivals.add(
              () -> {
                try {
                  append(stream, ANY, Given.of("a", "1").withId(id));
                  return null;
                } catch (Refused e) {
                  return e.kind();
                }
              });
        }
        List<Refused.Kind> outcomes = new ArrayList<>();
        for (Future<Refused.Kind> each : pool.invokeAll(rivals)) {
          outcomes.add(result(each));
        }
        long won = outcomes.stream().filter(each -> each == null).count();
        assertThat(won).as("%s", outcomes).isBetween(1L, 2L);
        assertThat(outcomes)
            .filteredOn(each -> each != null)
            .containsOnly(Refused.Kind.CONFLICT)
            .hasSize((int) (4 - won));
        long events = IntStream.range(0, 3).mapToLong(i -> way().read(id + "-" + i).size()).sum();
        assertThat(events).as("events of the id %s", id).isEqualTo(1);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static Refused.Kind result(Future<Refused.Kind> each) throws InterruptedException {
    try {
      return each.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }
}

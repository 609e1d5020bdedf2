package dev.commitcast.server.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.commitcast.domain.event.ExpectedVersion;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;

/** What the parts of the contract share. */
@Timeout(180)
abstract class ContractAids {
  static final ExpectedVersion ANY = ExpectedVersion.any();
  static final ExpectedVersion NONE = ExpectedVersion.noStream();
  static final ExpectedVersion EXISTS = ExpectedVersion.streamExists();
  static final AtomicInteger NUMBER = new AtomicInteger();

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

  static String fresh(String what) {
    return what + ":" + NUMBER.incrementAndGet();
  }

  static List<Given> events(int count) {
    return IntStream.range(0, count).mapToObj(i -> Given.of("t", "{\"n\":" + i + "}")).toList();
  }

  Appended append(String stream, ExpectedVersion expected, Given... events) {
    return way().append(stream, expected, List.of(events));
  }

  Refused refusal(Runnable attempt) {
    Refused refused = catchThrowableOfType(Refused.class, attempt::run);
    assertThat(refused).as("a refusal").isNotNull();
    return refused;
  }

  void assertWrong(String stream, ExpectedVersion expected, long current) {
    for (int count : List.of(0, 1, 2)) {
      Refused refused = refusal(() -> way().append(stream, expected, events(count)));
      assertThat(refused.kind()).isEqualTo(Refused.Kind.WRONG_VERSION);
      assertThat(refused.currentVersion()).isEqualTo(current);
      assertThat(refused).hasMessageContaining("The stream " + stream);
    }
  }
}

package dev.commitcast.server.contract;

import dev.commitcast.domain.event.ExpectedVersion;
import dev.commitcast.persistence.log.Direction;
import java.util.List;
import java.util.Optional;

/**
 * One way to the event store. All of them throw {@link Refused}, and nothing else for a refusal.
 */
interface Way {
  /** Each stream once; all of it or nothing. */
  List<Appended> append(List<Appending> appends);

  default Appended append(String stream, ExpectedVersion expected, List<Given> events) {
    return append(List.of(new Appending(stream, expected, events))).get(0);
  }

  /** Some events of a stream by place. */
  List<Seen> read(String stream, long from, Direction direction, int limit);

  default List<Seen> read(String stream) {
    return read(stream, 1, Direction.FORWARDS, 1_000);
  }

  Optional<Seen> event(String id);

  Optional<Known> stream(String name);

  void delete(String stream, ExpectedVersion expected);

  void restore(String stream);

  void truncate(String stream, long before);

  /** Text of an object, which replaces what is there; null removes it. */
  void describe(String stream, String metadata);
}

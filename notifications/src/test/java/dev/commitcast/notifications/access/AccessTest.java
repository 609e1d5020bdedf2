package dev.commitcast.notifications.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.access.Grants;
import dev.commitcast.domain.access.Role;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class AccessTest {
  private static final Caller ADA = Caller.withoutToken("ada", Set.of(Role.READER));
  private static final List<String> ROOMS = List.of("channel:1", "channel:2", "merchant:42");

  @Test
  void whoeverComesIntoARoomSeesItsPast() {
    Access access = TestAccess.of(ADA, Grants.of(Set.of("channel:1")), 100);
    assertThat(access.allows(event(1, "channel:1"))).isTrue();
    assertThat(access.allows(event(1, "channel:2"))).isFalse();
    assertThat(access.allows(event(1, null))).isFalse();
  }

  @Test
  void theEventThatTakesARoomIsTheLastThatIsSeen() {
    Access access = TestAccess.of(ADA, Grants.of(Set.of("channel:1")), 100);
    AccessEffect effect = access.apply(new GrantChange.Taken("ada", "channel:1"), 120);
    assertThat(effect).isEqualTo(new AccessEffect.Taken(List.of("channel:1")));
    assertThat(access.allows(event(119, "channel:1"))).isTrue();
    assertThat(access.allows(event(120, "channel:1"))).isTrue();
    assertThat(access.allows(event(121, "channel:1"))).isFalse();
    assertThat(access.allowsRoom("channel:1")).isFalse();
    assertThat(access.allows(event(0, "channel:1"))).as("judged by what is true now").isFalse();
  }

  @Test
  void theEventThatGivesARoomIsTheFirstThatIsSeen() {
    Access access = TestAccess.of(ADA, Grants.NOTHING, 100);
    assertThat(access.apply(new GrantChange.Given("ada", "channel:2"), 130))
        .isEqualTo(new AccessEffect.Given());
    assertThat(access.allows(event(129, "channel:2"))).isFalse();
    assertThat(access.allows(event(130, "channel:2"))).isTrue();
    assertThat(access.rooms()).contains(Set.of("channel:2"));
  }

  @Test
  void whatWasTrueAtTheBeginningAlreadyChangesNothing() {
    Access access = TestAccess.of(ADA, Grants.of(Set.of("channel:1")), 100);
    assertThat(access.apply(new GrantChange.Taken("ada", "channel:1"), 100))
        .isEqualTo(AccessEffect.NONE);
    assertThat(access.apply(new GrantChange.Taken("grace", "channel:1"), 101))
        .isEqualTo(AccessEffect.NONE);
    assertThat(access.apply(new GrantChange.Given("ada", "channel:1"), 101))
        .isEqualTo(AccessEffect.NONE);
    assertThat(access.allows(event(200, "channel:1"))).isTrue();
  }

  @Test
  void aWholeTableThatIsEmptiedTakesTheRoomsOfAll() {
    Access access = TestAccess.of(ADA, Grants.of(Set.copyOf(ROOMS)), 100);
    AccessEffect effect = access.apply(new GrantChange.TakenFromAll("channel:"), 101);
    assertThat(((AccessEffect.Taken) effect).rooms())
        .containsExactlyInAnyOrder("channel:1", "channel:2");
    assertThat(access.allows(event(102, "merchant:42"))).isTrue();
  }

  @Test
  void aRevokedTokenEndsItsOwnReadersAlone() {
    Instant now = Instant.parse("2026-11-21T08:00:00Z");
    Caller caller =
        new Caller(
            "ada",
            Set.of(Role.OPERATOR),
            Map.of(),
            Optional.of("token-1"),
            Optional.of(now),
            Optional.empty());
    Access access = TestAccess.of(caller, Grants.EVERYTHING, 100);
    assertThat(access.apply(ended(Optional.of("token-2"), Optional.empty(), now), 101))
        .isEqualTo(AccessEffect.NONE);
    assertThat(access.apply(ended(Optional.of("token-1"), Optional.empty(), now), 101))
        .isEqualTo(new AccessEffect.Ended());
    assertThat(access.apply(ended(Optional.empty(), Optional.of("ada"), now), 102))
        .isEqualTo(new AccessEffect.Ended());
    assertThat(access.apply(ended(Optional.empty(), Optional.of("ada"), now.minusSeconds(1)), 103))
        .as("issued later")
        .isEqualTo(AccessEffect.NONE);
  }

  private static GrantChange ended(
      Optional<String> token, Optional<String> user, Instant issuedUntil) {
    return new GrantChange.Ended(token, user, issuedUntil);
  }

  /** Narrowing makes a query quicker; it must never hide what the check lets pass. */
  @Property
  void aNarrowedFilterPassesAllThatMayBeSeenAndNothingElseThatWasNotAskedFor(
      @ForAll("accesses") Access access, @ForAll("filters") EventFilter filter) {
    EventFilter narrow = access.narrow(filter);
    for (long version = 95; version < 125; version++) {
      for (String room : ROOMS) {
        RecordedEvent event = event(version, room);
        boolean passes = filter.matches(event) && access.allows(event);
        assertThat(!passes || narrow.matches(event)).as("%s %s", version, room).isTrue();
        assertThat(!narrow.matches(event) || filter.matches(event)).isTrue();
      }
    }
  }

  @Provide
  Arbitrary<EventFilter> filters() {
    return Arbitraries.of(ROOMS)
        .set()
        .ofMaxSize(2)
        .map(rooms -> new EventFilter(Set.of(), Set.of(), rooms, Set.of()));
  }

  @Provide
  Arbitrary<Access> accesses() {
    Arbitrary<Set<String>> rooms = Arbitraries.of(ROOMS).set();
    Arbitrary<Set<String>> prefixes =
        Arbitraries.of("channel:", "merchant:", "").set().ofMaxSize(1);
    Arbitrary<List<GrantChange>> changes =
        Combinators.combine(Arbitraries.of(ROOMS), Arbitraries.of(true, false))
            .as(
                (room, given) ->
                    given
                        ? new GrantChange.Given("ada", room)
                        : (GrantChange) new GrantChange.Taken("ada", room))
            .list()
            .ofMaxSize(6);
    return Combinators.combine(rooms, prefixes, changes)
        .as(
            (base, begins, later) -> {
              Access access = TestAccess.of(ADA, new Grants(false, base, begins), 100);
              long version = 101;
              for (GrantChange change : later) {
                access.apply(change, version);
                version += 3;
              }
              return access;
            });
  }

  private static RecordedEvent event(long version, String room) {
    return new RecordedEvent(
        version,
        "id-" + version,
        "s:1",
        OptionalLong.empty(),
        "t",
        room,
        null,
        null,
        Instant.EPOCH,
        "1",
        true,
        true,
        0);
  }
}

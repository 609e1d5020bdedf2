package dev.commitcast.notifications.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.access.Grants;
import dev.commitcast.domain.access.Role;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.notifications.testing.LogDatabase;
import dev.commitcast.notifications.testing.RunningSequencer;
import dev.commitcast.persistence.access.Memberships;
import dev.commitcast.persistence.log.Direction;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.log.PageLimit;
import dev.commitcast.persistence.security.RevokedAccess;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** Memberships of a real database, and their changes as a real log tells them. */
@Timeout(180)
class AccessControlIT {
  private static final Caller ADA =
      Caller.withoutToken("01JD00000000000000000000AD", Set.of(Role.READER));
  private static final String CHANNEL = "01JD0000000000000000GENERA";
  private static final String ROOM = "channel:" + CHANNEL;

  private static LogDatabase database;
  private static RunningSequencer sequencer;
  private static PGSimpleDataSource source;
  private static EventLog log;
  private static ChannelGrants channels;

  @BeforeAll
  static void starts() throws SQLException {
    database = LogDatabase.fresh();
    sequencer = RunningSequencer.on(database);
    source = new PGSimpleDataSource();
    source.setUrl(
        "jdbc:postgresql://%s:%d/%s"
            .formatted(
                database.connections().settings().host(),
                database.connections().settings().port(),
                database.connections().settings().database()));
    source.setUser(database.connections().settings().user());
    source.setPassword(database.connections().settings().password());
    log = new EventLog(source, database.schemas());
    channels = new ChannelGrants(new Memberships(database.schemas()));
    database.run(
        "INSERT INTO users (id, auth0_id, email, username) VALUES ('"
            + ADA.id()
            + "', 'a', 'ada@example.com', 'ada')");
    database.run("INSERT INTO channels (id, name) VALUES ('" + CHANNEL + "', 'general')");
  }

  @AfterAll
  static void ends() {
    sequencer.close();
  }

  private static AccessControl control(GrantStrategy... strategies) {
    return new AccessControl(source, log, List.of(strategies), () -> {});
  }

  private static void join() throws SQLException {
    database.run(
        "INSERT INTO channel_members (channel_id, user_id) VALUES ('"
            + CHANNEL
            + "', '"
            + ADA.id()
            + "') ON CONFLICT DO NOTHING");
  }

  private static void leave() throws SQLException {
    database.run("DELETE FROM channel_members");
  }

  @Test
  void membershipsGrantAndTheLogTellsTheirChanges() throws SQLException {
    leave();
    AccessControl control = control(channels);
    long before = database.quietHead();
    assertThat(control.of(ADA).allowsRoom(ROOM)).isFalse();
    join();
    assertThat(control.of(ADA).allowsRoom(ROOM)).isTrue();
    database.run("UPDATE channel_members SET role = 'guest'");
    leave();
    database.awaitHead(before + 3);
    List<GrantChange> told = new ArrayList<>();
    for (RecordedEvent event :
        log.read(EventFilter.ALL, before, new PageLimit(10, 1 << 20)).events()) {
      assertThat(control.mayChangeGrants(event)).isTrue();
      told.addAll(control.changes(event));
    }
    assertThat(told)
        .containsExactly(
            new GrantChange.Given(ADA.id(), ROOM),
            new GrantChange.Given(ADA.id(), ROOM),
            new GrantChange.Taken(ADA.id(), ROOM));
    assertThat(control.of(ADA).asOf().orElseThrow().version()).isEqualTo(before + 3);
  }

  @Test
  void aTableThatNobodyWatchesGrantsNothing() throws SQLException {
    join();
    database.run("SELECT commitcast.unwatch('public.channel_members')");
    try {
      assertThat(control(channels).of(ADA).allowsRoom(ROOM)).isFalse();
    } finally {
      database.run(
          "SELECT commitcast.watch('public.channel_members', channel => 'channel_member_change',"
              + " room => 'channel:{channel_id}',"
              + " columns => '{channel_id,user_id,role,joined_at}', notify => true)");
    }
    assertThat(control(channels).of(ADA).allowsRoom(ROOM)).isTrue();
  }

  @Test
  void whatSomebodyAppendedInTheNameOfTheTableGrantsNothing() throws SQLException {
    long before = database.quietHead();
    database.run(
        "SELECT commitcast.append('channel_members:x', 'channel_member_change',"
            + " '{\"operation\":\"INSERT\",\"record\":{\"user_id\":\"mallory\",\"channel_id\":\"x\"}}')");
    database.awaitHead(before + 1);
    AccessControl control = control(channels);
    for (RecordedEvent event :
        log.read(EventFilter.ALL, before, new PageLimit(10, 1 << 20)).events()) {
      assertThat(control.changes(event)).isEmpty();
    }
  }

  @Test
  void aPolicyThatFailsGrantsNothingAndIsCounted() {
    AtomicInteger failures = new AtomicInteger();
    GrantStrategy broken =
        new GrantStrategy() {
          @Override
          public Grants grants(Caller caller, Connection snapshot) {
            throw new IllegalStateException("broken");
          }

          @Override
          public Set<String> categories() {
            return Set.of("channel_members");
          }

          @Override
          public List<GrantChange> changes(RecordedEvent event) {
            throw new IllegalStateException("broken too");
          }
        };
    AccessControl control =
        new AccessControl(source, log, List.of(channels, broken), failures::incrementAndGet);
    assertThatThrownBy(() -> control.of(ADA))
        .isInstanceOf(AccessUnknownException.class)
        .hasMessageContaining("broken");
    assertThat(failures).hasValue(1);
    assertThat(control.of(Caller.withoutToken("root", Set.of(Role.OPERATOR))).isUnrestricted())
        .isTrue();
  }

  @Test
  void whoIsRevokedSinceItWasLetInBeginsNothingMore() throws SQLException {
    AccessControl control = control(new Revocations(new RevokedAccess(source, database.schemas())));
    List<Caller> callers = List.of(holder(Role.READER, "t-1"), holder(Role.OPERATOR, "t-2"));
    for (Caller caller : callers) {
      assertThat(control.of(caller).asOf()).isPresent();
    }
    long before = database.quietHead();
    for (String token : List.of("t-1", "t-2")) {
      database.run("SELECT commitcast.revoke_access('" + token + "', NULL, NULL, NULL, 'a test')");
    }
    // the log says so behind no place at which they could begin now
    database.awaitHead(before + 2);
    for (Caller caller : callers) {
      assertThatThrownBy(() -> control.of(caller)).isInstanceOf(AccessEndedException.class);
    }
    assertThat(control.of(holder(Role.READER, "t-3")).asOf()).isPresent();
  }

  private static Caller holder(Role role, String token) {
    return new Caller(
        "nia",
        Set.of(role),
        Map.of(),
        Optional.of(token),
        Optional.of(Instant.EPOCH),
        Optional.of(Instant.now().plusSeconds(60)));
  }

  @Test
  void aStreamShowsAReaderItsEventsAndNoSignOfOthers() throws SQLException {
    VisibleLog visible = new VisibleLog(log, control(new ClaimGrants(Set.of("mine"))));
    for (String room : List.of("theirs", "mine", "theirs", "theirs", "mine", "theirs")) {
      append("mixed:1", room);
    }
    append("hidden:1", "theirs");
    for (int limit : new int[] {1, 2, 3, 10}) {
      assertThat(pages(visible, Direction.FORWARDS, limit)).containsExactly(2L, 5L);
      assertThat(pages(visible, Direction.BACKWARDS, limit)).containsExactly(5L, 2L);
    }
    VisibleSlice hidden =
        visible.readStream(ADA, new StreamId("hidden:1"), 1, Direction.FORWARDS, limit(1));
    assertThat(hidden).isEqualTo(new VisibleSlice(List.of(), OptionalLong.empty()));
    assertThat(visible.showsEndOf(ADA, new StreamId("mixed:1"))).isFalse();
    append("mixed:2", "mine");
    assertThat(visible.showsEndOf(ADA, new StreamId("mixed:2"))).isTrue();
    assertThat(visible.showsEndOf(ADA, new StreamId("none:1"))).isFalse();
  }

  /** The places of all events that are shown, page by page; only the last page has no next. */
  private static List<Long> pages(VisibleLog visible, Direction direction, int events) {
    List<Long> places = new ArrayList<>();
    OptionalLong from = OptionalLong.of(direction == Direction.FORWARDS ? 1 : Long.MAX_VALUE);
    while (from.isPresent()) {
      VisibleSlice page =
          visible.readStream(
              ADA, new StreamId("mixed:1"), from.getAsLong(), direction, limit(events));
      assertThat(page.events()).as("behind %s", places).isNotEmpty();
      page.events().forEach(event -> places.add(event.streamVersion().getAsLong()));
      from = page.next();
    }
    return places;
  }

  private static PageLimit limit(int events) {
    return new PageLimit(events, 1 << 20);
  }

  private static void append(String stream, String room) throws SQLException {
    database.run(
        "SELECT commitcast.append('" + stream + "', 'placed', '{}', room => '" + room + "')");
  }

  @Test
  void whatComesAfterGrantsWereReadIsNotShownByThem() throws SQLException {
    append("overtaken:1", "mine");
    AtomicInteger asked = new AtomicInteger();
    GrantStrategy slow =
        new GrantStrategy() {
          @Override
          public Grants grants(Caller caller, Connection snapshot) throws SQLException {
            asked.incrementAndGet();
            // from here on it might have been taken back, and nobody would know
            append("overtaken:1", "mine");
            return new Grants(false, Set.of("mine"), Set.of());
          }
        };
    VisibleLog visible = new VisibleLog(log, control(slow));
    StreamId stream = new StreamId("overtaken:1");

    assertThat(visible.readStream(ADA, stream, 1, Direction.FORWARDS, limit(10)).events())
        .hasSize(1);
    assertThat(asked).as("readings of the grants").hasValue(1);
    assertThat(visible.readStream(ADA, stream, 1, Direction.FORWARDS, limit(10)).events())
        .hasSize(2);
  }

  @Test
  void aRoomThatATokenGrantsStaysWhenTheMembershipEnds() throws SQLException {
    join();
    Caller caller =
        new Caller(
            ADA.id(),
            Set.of(Role.READER),
            Map.of("rooms", List.of(ROOM)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    Access access = control(channels, new ClaimGrants(Set.of())).of(caller);
    long later = access.asOf().orElseThrow().version() + 1;
    assertThat(access.apply(new GrantChange.Taken(ADA.id(), ROOM), later))
        .isEqualTo(AccessEffect.NONE);
    assertThat(access.allowsRoom(ROOM)).isTrue();
    Access member = control(channels).of(caller);
    assertThat(member.apply(new GrantChange.Taken(ADA.id(), ROOM), later))
        .isEqualTo(new AccessEffect.Taken(List.of(ROOM)));
    assertThat(member.allowsRoom(ROOM)).isFalse();
  }

  @Test
  void aTokenGrantsItsMerchantItsOwnRoomAndWhatItLists() {
    Caller caller =
        new Caller(
            "nia",
            Set.of(Role.READER),
            Map.of("merchantId", List.of("42"), "rooms", List.of("orders:7", "stock:*")),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    Access access = control(new ClaimGrants(Set.of("users"))).of(caller);
    for (String room : List.of("merchant:42", "user:nia", "orders:7", "stock:9", "users")) {
      assertThat(access.allowsRoom(room)).as(room).isTrue();
    }
    for (String room : List.of("merchant:43", "user:ada", "orders:70", "stoc", "merchant:")) {
      assertThat(access.allowsRoom(room)).as(room).isFalse();
    }
    assertThat(access.allowsRoom(null)).isFalse();
  }
}

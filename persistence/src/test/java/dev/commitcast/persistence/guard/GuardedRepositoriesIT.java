package dev.commitcast.persistence.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.domain.booking.Booking;
import dev.commitcast.domain.chat.Channel;
import dev.commitcast.domain.chat.Message;
import dev.commitcast.domain.chat.Person;
import dev.commitcast.domain.chat.User;
import dev.commitcast.domain.ulid.Ulid;
import dev.commitcast.domain.ulid.UlidGenerator;
import dev.commitcast.persistence.booking.GuardedBookings;
import dev.commitcast.persistence.change.ChangeContext;
import dev.commitcast.persistence.change.JpaDatabase;
import dev.commitcast.persistence.chat.GuardedChat;
import dev.commitcast.persistence.error.UnknownRowException;
import jakarta.persistence.EntityManager;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The repositories do their work with the rights and rows of the one whom they serve. */
@Timeout(120)
class GuardedRepositoriesIT {
  private static final UlidGenerator ULIDS =
      new UlidGenerator(Clock.systemUTC(), new SecureRandom());
  private static final ChangeContext WHY = new ChangeContext("ada", "test", null);
  private static final OffsetDateTime TEN = OffsetDateTime.parse("2026-11-20T10:00:00Z");
  private static final Ulid ADA = ULIDS.next();
  private static final Ulid BOB = ULIDS.next();
  private static final Ulid OURS = ULIDS.next();
  private static final Ulid THEIRS = ULIDS.next();
  private static final Guard GUARD =
      new Guard(ADA.value(), Set.of("channel:" + OURS, "merchant:42"), Set.of(), false);

  private static JpaDatabase database;

  @BeforeAll
  static void open() {
    database = new JpaDatabase();
    database.inTransaction(
        entities -> {
          entities.persist(new User(ADA, "a|1", "ada@example.com", "ada"));
          entities.persist(new User(BOB, "a|2", "bob@example.com", "bob"));
          entities.persist(new Channel(OURS, "ours", null));
          entities.persist(new Channel(THEIRS, "theirs", null));
          return null;
        });
    database.run("INSERT INTO merchants (id, name) VALUES ('42', 'Salon'), ('43', 'Barber')");
  }

  @AfterAll
  static void close() {
    database.close();
  }

  private static GuardedChat chat(Guard guard) {
    return new GuardedChat(database, under(guard), WHY);
  }

  private static GuardedBookings calendar(Guard guard) {
    return new GuardedBookings(database, under(guard), WHY);
  }

  private static GuardedWork under(Guard guard) {
    return new GuardedWork(RequestRole.named(JpaDatabase.SCHEMAS.log() + "_requests"), () -> guard);
  }

  private static Message message(Ulid channel, Ulid user) {
    return new Message(ULIDS.next(), channel, user, "hello", null);
  }

  @Test
  void somebodyPostsReadsAndDeletesInTheirChannel() {
    GuardedChat adas = chat(GUARD);
    Message posted = adas.post(message(OURS, ADA));

    assertThat(posted.createdAt()).isPresent();
    assertThat(adas.newest(OURS)).extracting(Message::id).contains(posted.id());
    assertThat(adas.delete(OURS, posted.id())).isPresent();
    assertThat(
            database.ask(
                "SELECT count(*) FROM test_commitcast.pending_events WHERE aggregate_id = 'messages:"
                    + posted.id()
                    + "' AND room = 'channel:"
                    + OURS
                    + "' AND metadata ->> 'actor' = 'ada'"))
        .isEqualTo("2");
  }

  @Test
  void nobodyPostsForSomebodyElseOrElsewhere() {
    GuardedChat adas = chat(GUARD);

    assertThatThrownBy(() -> adas.post(message(OURS, BOB)))
        .hasStackTraceContaining("violates row-level security policy");
    assertThatThrownBy(() -> adas.post(message(THEIRS, ADA)))
        .isInstanceOf(UnknownRowException.class);
  }

  @Test
  void whatOthersSayElsewhereIsNotThere() {
    GuardedChat adas = chat(GUARD);
    Message theirs = chat(Guard.EVERYTHING).post(message(THEIRS, BOB));
    Message bobs = chat(Guard.EVERYTHING).post(message(OURS, BOB));

    assertThat(adas.newest(THEIRS)).isEmpty();
    assertThat(adas.delete(THEIRS, theirs.id())).isEmpty();
    assertThat(adas.newest(OURS)).extracting(Message::id).contains(bobs.id());
    assertThat(adas.delete(OURS, bobs.id())).isEmpty();
    assertThat(adas.channels()).extracting(Channel::id).containsExactly(OURS);
    assertThat(adas.channel(THEIRS)).isEmpty();
  }

  @Test
  void peopleHaveNamesForWhoeverIsKnown() {
    assertThat(chat(GUARD).people()).extracting(Person::username).contains("ada", "bob");
    assertThat(chat(GUARD).person(BOB)).isPresent();
    assertThat(chat(new Guard("", Set.of(), Set.of(), false)).people()).isEmpty();
  }

  @Test
  void aMerchantsCalendarIsItsOwn() {
    GuardedBookings salons = calendar(GUARD);
    Booking ours = salons.add(booking("42"));
    Booking theirs = calendar(Guard.EVERYTHING).add(booking("43"));

    assertThat(salons.find(ours.id())).isPresent();
    assertThat(salons.note(ours.id(), "Window seat")).isPresent();
    assertThat(salons.delete(ours.id())).isTrue();
    assertThat(salons.merchant("42")).isPresent();

    assertThat(salons.find(theirs.id())).isEmpty();
    assertThat(salons.note(theirs.id(), "x")).isEmpty();
    assertThat(salons.delete(theirs.id())).isFalse();
    assertThat(salons.merchant("43")).isEmpty();
    assertThatThrownBy(() -> salons.add(booking("43"))).isInstanceOf(UnknownRowException.class);
  }

  private static Booking booking(String merchant) {
    return new Booking(ULIDS.next(), merchant, "Ada", "Haircut", TEN, TEN.plusMinutes(30));
  }

  @Test
  void aGuardOutsideOfATransactionIsAFaultAndNoOpenDoor() {
    EntityManager idle =
        (EntityManager)
            Proxy.newProxyInstance(
                EntityManager.class.getClassLoader(),
                new Class<?>[] {EntityManager.class},
                (proxy, method, arguments) -> null);

    assertThatThrownBy(() -> under(GUARD).restrict(idle)).isInstanceOf(IllegalStateException.class);
  }
}

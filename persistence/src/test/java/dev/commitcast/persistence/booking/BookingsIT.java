package dev.commitcast.persistence.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.domain.booking.Booking;
import dev.commitcast.domain.booking.BookingStatus;
import dev.commitcast.domain.booking.Merchant;
import dev.commitcast.domain.ulid.Ulid;
import dev.commitcast.domain.ulid.UlidGenerator;
import dev.commitcast.persistence.change.ChangeContext;
import dev.commitcast.persistence.change.JpaDatabase;
import dev.commitcast.persistence.error.UnknownRowException;
import java.math.BigDecimal;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class BookingsIT {
  private static final UlidGenerator ULIDS =
      new UlidGenerator(Clock.systemUTC(), new SecureRandom());
  private static final ChangeContext CLERK = new ChangeContext("clerk", "test", null);
  private static final OffsetDateTime TEN = OffsetDateTime.parse("2026-11-21T10:00:00+01:00");

  private static JpaDatabase database;

  @BeforeAll
  static void open() {
    database = new JpaDatabase();
    database.inTransaction(
        entities -> {
          entities.persist(new Merchant("42", "Salon"));
          entities.persist(new Merchant("43", "Other"));
          return null;
        });
  }

  @AfterAll
  static void close() {
    database.close();
  }

  private static <T> T with(Function<Bookings, T> work) {
    return database.inTransaction(
        entities -> {
          Bookings bookings = new Bookings();
          bookings.entities = entities;
          return work.apply(bookings);
        });
  }

  private static Booking booking(String merchant, OffsetDateTime start, int minutes) {
    return new Booking(ULIDS.next(), merchant, "Ada", "Haircut", start, start.plusMinutes(minutes));
  }

  private static Booking add(Booking booking) {
    return with(bookings -> bookings.add(booking, CLERK));
  }

  @Test
  void comesBackAsItWent() {
    Booking booking = booking("42", TEN, 30);
    booking.bookFor("c-7", "Ada Lovelace");
    booking.assign("Grace");
    booking.cost(new BigDecimal("19.90"));
    booking.note("Window seat");
    add(booking);

    Booking found = with(bookings -> bookings.find(booking.id())).orElseThrow();

    assertThat(found.startsAt().toInstant()).isEqualTo(TEN.toInstant());
    assertThat(found.endsAt().toInstant()).isEqualTo(TEN.plusMinutes(30).toInstant());
    assertThat(found.price()).hasValue(new BigDecimal("19.90"));
    assertThat(found.status()).isEqualTo(BookingStatus.PENDING);
    assertThat(found.customerId()).hasValue("c-7");
    assertThat(found.staff()).hasValue("Grace");
    assertThat(found.notes()).hasValue("Window seat");
    assertThat(found.createdAt()).isPresent();
  }

  @Test
  void needsAMerchant() {
    assertThatThrownBy(() -> add(booking("nobody", TEN, 30)))
        .isInstanceOf(UnknownRowException.class)
        .hasMessage("There is no merchant nobody.");
  }

  @Test
  void aCalendarShowsWhatOverlapsItsSpan() {
    OffsetDateTime day = TEN.plusDays(10);
    Booking before = add(booking("43", day.minusMinutes(30), 30));
    Booking into = add(booking("43", day.minusMinutes(15), 30));
    Booking inside = add(booking("43", day.plusMinutes(30), 10));
    Booking after = add(booking("43", day.plusMinutes(60), 30));
    add(booking("42", day.plusMinutes(30), 10));

    List<Booking> shown =
        with(bookings -> bookings.overlapping("43", day, day.plusMinutes(60), 100));

    assertThat(shown)
        .extracting(Booking::id)
        .containsExactly(into.id(), inside.id())
        .doesNotContain(before.id(), after.id());
  }

  @Test
  void changesUnderALock() {
    Booking added = add(booking("42", TEN, 30));

    Booking changed =
        with(bookings ->
                bookings.change(
                    added.id(),
                    booking -> {
                      booking.become(BookingStatus.CONFIRMED);
                      booking.reschedule(TEN.plusHours(1), TEN.plusHours(2));
                    },
                    CLERK))
            .orElseThrow();

    assertThat(changed.status()).isEqualTo(BookingStatus.CONFIRMED);
    assertThat(changed.updatedAt().orElseThrow()).isAfter(added.updatedAt().orElseThrow());
    Ulid unknown = ULIDS.next();
    Optional<Booking> none = with(bookings -> bookings.change(unknown, booking -> {}, CLERK));
    assertThat(none).isEmpty();
  }

  @Test
  void isDeletedForGood() {
    Booking added = add(booking("42", TEN, 30));

    boolean first = with(bookings -> bookings.delete(added.id(), CLERK));
    boolean second = with(bookings -> bookings.delete(added.id(), CLERK));
    Optional<Booking> found = with(bookings -> bookings.find(added.id()));

    assertThat(first).isTrue();
    assertThat(second).isFalse();
    assertThat(found).isEmpty();
  }
}

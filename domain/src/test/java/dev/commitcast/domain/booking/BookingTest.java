package dev.commitcast.domain.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.domain.ulid.Ulid;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;

class BookingTest {
  private static final Ulid ID = new Ulid("01JD0000000000000000GENERA");
  private static final OffsetDateTime TEN = OffsetDateTime.parse("2026-11-21T10:00:00+01:00");

  private static Booking booking(OffsetDateTime start, OffsetDateTime end) {
    return new Booking(ID, "42", "Ada", "Haircut", start, end);
  }

  @Test
  void isPendingAtFirst() {
    assertThat(booking(TEN, TEN.plusHours(1)).status()).isEqualTo(BookingStatus.PENDING);
  }

  @Test
  void endsAfterItStarts() {
    assertThatThrownBy(() -> booking(TEN, TEN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("after");
    Booking booking = booking(TEN, TEN.plusHours(1));
    assertThatThrownBy(() -> booking.reschedule(TEN, TEN.minusMinutes(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(booking.endsAt()).isEqualTo(TEN.plusHours(1));
  }

  @Test
  void comparesInstantsNotClockFaces() {
    assertThatThrownBy(() -> booking(TEN, OffsetDateTime.parse("2026-11-21T09:30:00+02:00")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void itsStatusIsWrittenInLowerCase() {
    assertThat(BookingStatus.NO_SHOW.text()).isEqualTo("no_show");
    assertThat(BookingStatus.of("checked_in")).isEqualTo(BookingStatus.CHECKED_IN);
  }
}

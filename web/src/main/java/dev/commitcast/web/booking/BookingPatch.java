package dev.commitcast.web.booking;

import dev.commitcast.domain.booking.Booking;
import dev.commitcast.domain.booking.BookingStatus;
import dev.commitcast.web.request.JsonBody;
import java.util.function.Consumer;

/** A merge patch of a booking: what is absent stays, {@code null} takes away. Immutable. */
final class BookingPatch implements Consumer<Booking> {
  private final JsonBody given;

  BookingPatch(JsonBody given) {
    this.given = given;
  }

  @Override
  public void accept(Booking booking) {
    if (given.has("customer_id") || given.has("customer_name")) {
      booking.bookFor(
          given.has("customer_id")
              ? given.text("customer_id").orElse(null)
              : booking.customerId().orElse(null),
          given.has("customer_name")
              ? given.requiredText("customer_name")
              : booking.customerName());
    }
    if (given.has("service")) {
      booking.changeService(given.requiredText("service"));
    }
    if (given.has("staff")) {
      booking.assign(given.text("staff").orElse(null));
    }
    if (given.has("price")) {
      booking.cost(given.decimal("price").orElse(null));
    }
    if (given.has("notes")) {
      booking.note(given.text("notes").orElse(null));
    }
    status(booking);
    times(booking);
  }

  private void status(Booking booking) {
    if (given.has("status")) {
      try {
        booking.become(BookingStatus.of(given.requiredText("status")));
      } catch (IllegalArgumentException e) {
        throw given.refused("status", e);
      }
    }
  }

  private void times(Booking booking) {
    if (given.has("starts_at") || given.has("ends_at")) {
      try {
        booking.reschedule(
            given.has("starts_at") ? given.requiredTime("starts_at") : booking.startsAt(),
            given.has("ends_at") ? given.requiredTime("ends_at") : booking.endsAt());
      } catch (IllegalArgumentException e) {
        throw given.refused("ends_at", e);
      }
    }
  }
}

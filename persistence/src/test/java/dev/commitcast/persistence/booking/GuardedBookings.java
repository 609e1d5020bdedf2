package dev.commitcast.persistence.booking;

import dev.commitcast.domain.booking.Booking;
import dev.commitcast.domain.booking.Merchant;
import dev.commitcast.domain.ulid.Ulid;
import dev.commitcast.persistence.change.ChangeContext;
import dev.commitcast.persistence.change.JpaDatabase;
import dev.commitcast.persistence.guard.GuardedWork;
import java.util.Optional;
import java.util.function.Function;

/** The calendar's repositories for somebody, each call in a transaction of its own. */
public record GuardedBookings(JpaDatabase database, GuardedWork work, ChangeContext why) {
  public Booking add(Booking booking) {
    return bookings(each -> each.add(booking, why));
  }

  public Optional<Booking> find(Ulid id) {
    return bookings(each -> each.find(id));
  }

  public Optional<Booking> note(Ulid id, String note) {
    return bookings(each -> each.change(id, booking -> booking.note(note), why));
  }

  public boolean delete(Ulid id) {
    return bookings(each -> each.delete(id, why));
  }

  public Optional<Merchant> merchant(String id) {
    Merchants merchants = new Merchants();
    merchants.guarded = work;
    return database.inTransaction(
        entities -> {
          merchants.entities = entities;
          return merchants.find(id);
        });
  }

  private <T> T bookings(Function<Bookings, T> use) {
    Bookings bookings = new Bookings();
    bookings.guarded = work;
    return database.inTransaction(
        entities -> {
          bookings.entities = entities;
          return use.apply(bookings);
        });
  }
}

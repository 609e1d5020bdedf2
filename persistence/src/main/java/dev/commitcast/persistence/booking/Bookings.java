package dev.commitcast.persistence.booking;

import dev.commitcast.domain.booking.Booking;
import dev.commitcast.domain.booking.Merchant;
import dev.commitcast.domain.ulid.Ulid;
import dev.commitcast.persistence.change.ChangeContext;
import dev.commitcast.persistence.error.UnknownRowException;
import dev.commitcast.persistence.guard.GuardedWork;
import dev.commitcast.persistence.retry.TriedAgain;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** All bookings. Thread-safe. */
@ApplicationScoped
public class Bookings {
  public static final String MERCHANT = "merchant_id";

  @PersistenceContext(unitName = "commitcast")
  EntityManager entities;

  @Inject GuardedWork guarded = GuardedWork.UNGUARDED;

  /**
   * Stores a new booking and reads back what the database added.
   *
   * @throws UnknownRowException if the merchant is not there
   */
  @TriedAgain
  @Transactional
  public Booking add(Booking booking, ChangeContext context) {
    guarded.restrict(entities);
    context.applyTo(entities);
    if (entities.find(Merchant.class, booking.merchantId()) == null) {
      throw new UnknownRowException(MERCHANT, "merchant", booking.merchantId());
    }
    entities.persist(booking);
    entities.flush();
    entities.refresh(booking);
    return booking;
  }

  @TriedAgain(reads = true)
  @Transactional
  public Optional<Booking> find(Ulid id) {
    guarded.restrict(entities);
    return Optional.ofNullable(entities.find(Booking.class, id.value()));
  }

  /** What overlaps the span from one time to another, in the order of the day. */
  @TriedAgain(reads = true)
  @Transactional
  public List<Booking> overlapping(
      String merchant, OffsetDateTime from, OffsetDateTime to, int limit) {
    guarded.restrict(entities);
    return entities
        .createQuery(
            "SELECT b FROM Booking b WHERE b.merchantId = :merchant"
                + " AND b.startsAt < :to AND b.endsAt > :from ORDER BY b.startsAt, b.id",
            Booking.class)
        .setParameter("merchant", merchant)
        .setParameter("from", from)
        .setParameter("to", to)
        .setMaxResults(limit)
        .getResultList();
  }

  /** Changes it while nobody else can; empty if there is none. */
  @TriedAgain
  @Transactional
  public Optional<Booking> change(Ulid id, Consumer<Booking> change, ChangeContext context) {
    guarded.restrict(entities);
    context.applyTo(entities);
    Booking booking = locked(id);
    if (booking == null) {
      return Optional.empty();
    }
    change.accept(booking);
    entities.flush();
    entities.refresh(booking);
    return Optional.of(booking);
  }

  /** Deletes it for good and tells whether it was there. */
  @TriedAgain
  @Transactional
  public boolean delete(Ulid id, ChangeContext context) {
    guarded.restrict(entities);
    context.applyTo(entities);
    Booking booking = locked(id);
    if (booking == null) {
      return false;
    }
    entities.remove(booking);
    entities.flush();
    return true;
  }

  private Booking locked(Ulid id) {
    return entities.find(Booking.class, id.value(), LockModeType.PESSIMISTIC_WRITE);
  }
}

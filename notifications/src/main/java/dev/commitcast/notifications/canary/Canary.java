package dev.commitcast.notifications.canary;

import dev.commitcast.notifications.hub.SubscriptionHub;
import dev.commitcast.persistence.error.DatabaseErrors;
import dev.commitcast.persistence.journal.Journal;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One canary after the other, and what has become of the last. Somebody calls {@link #look()} a few
 * times a second, from one thread at a time; it may block as long as the database does. Everything
 * else is for any thread, and a canary that cannot even be written is late without its help.
 */
public final class Canary {
  /** So soon after one was lost the next sets out, unless they are more frequent anyway. */
  private static final Duration AFTER_LOSS = Duration.ofSeconds(1);

  /**
   * One that is on its way, or was. Times are of the nano clock.
   *
   * @param opening which subscription it comes home to
   */
  private record Flight(String id, long left, Instant sent, long committed, int opening) {
    boolean isWritten() {
      return committed != Long.MIN_VALUE;
    }
  }

  private final CanarySettings settings;
  private final CanarySong song;
  private final Aviary aviary;
  private final Movement movement;
  private final Supplier<String> ids;
  private final Consumer<Duration> timer;
  private final Journal journal;
  private final Clock clock;
  private final LongSupplier nanoTime;

  private Flight flight;
  private Long lastLeft;
  private Instant sent;
  private Instant seen;
  private Duration took;
  private boolean wasLost;
  private boolean unwritten;
  private String failure = "";
  private long waitingSince;

  Canary(
      CanarySettings settings,
      CanarySong song,
      SubscriptionHub hub,
      Supplier<String> ids,
      Consumer<Duration> timer,
      Journal journal,
      Clock clock,
      LongSupplier nanoTime) {
    this.settings = Objects.requireNonNull(settings, "A canary needs settings.");
    this.song = Objects.requireNonNull(song, "A canary needs something to sing.");
    this.ids = ids;
    this.timer = timer;
    this.journal = journal;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.aviary = new Aviary(hub, "node:" + settings.node(), this::home);
    this.movement = new Movement(hub::head, nanoTime);
    this.waitingSince = nanoTime.getAsLong();
  }

  /** Sends the next one if it is time, and notices one that is late. */
  void look() {
    if (settings.isOff() || aviary.isDrained()) {
      return;
    }
    try {
      String closed = aviary.open();
      if (closed.isEmpty()) {
        Flight next = next();
        if (next != null) {
          send(next);
        }
      } else {
        failed("Its subscription is refused: " + closed);
      }
    } catch (RuntimeException | Error e) {
      // whoever looks every moment must not end with it, for the last canary would count for ever
      failed("It could not set out: " + e);
    }
    noteChange();
  }

  void end() {
    aviary.close();
  }

  /** How it is now. */
  public synchronized CanaryReport report() {
    CanaryState state = state();
    return new CanaryReport(
        state,
        Optional.ofNullable(sent),
        Optional.ofNullable(seen),
        Optional.ofNullable(took),
        reason(state));
  }

  private synchronized Flight next() {
    long now = nanoTime.getAsLong();
    movement.look();
    boolean torn = flight != null && flight.opening() != aviary.openings();
    if (flight != null && !torn && (!isLate(now) || isPassing(now))) {
      return null;
    }
    boolean again = flight != null || !failure.isEmpty();
    Duration pause = again ? pauseAfterLoss() : settings.every();
    if (lastLeft != null && now - lastLeft < pause.toNanos()) {
      return null;
    }
    if (flight != null && !torn) {
      // lost for good: one that is on its way at a time
      failure = lateness();
    }
    sent = clock.instant();
    lastLeft = now;
    flight = new Flight(ids.get(), now, sent, Long.MIN_VALUE, aviary.openings());
    return flight;
  }

  private Duration pauseAfterLoss() {
    return settings.every().compareTo(AFTER_LOSS) < 0 ? settings.every() : AFTER_LOSS;
  }

  private void send(Flight next) {
    try {
      song.sing(next.id());
      long committed = nanoTime.getAsLong();
      synchronized (this) {
        unwritten = false;
        // it may be home already
        if (flight != null && flight.id().equals(next.id())) {
          flight = new Flight(next.id(), next.left(), next.sent(), committed, next.opening());
        }
      }
    } catch (SQLException e) {
      failed("It cannot be written: " + DatabaseErrors.explain(e));
    }
  }

  private synchronized void failed(String why) {
    failure = why;
    unwritten = true;
    flight = null;
  }

  private void home(String id) {
    synchronized (this) {
      if (flight == null || !flight.id().equals(id)) {
        return;
      }
      long now = nanoTime.getAsLong();
      long from = flight.isWritten() ? flight.committed() : now;
      took = Duration.ofNanos(now - from);
      seen = clock.instant();
      flight = null;
      failure = "";
      unwritten = false;
      waitingSince = now;
    }
    timer.accept(took);
  }

  private CanaryState state() {
    long now = nanoTime.getAsLong();
    if (settings.isOff()) {
      return CanaryState.OFF;
    }
    if (!failure.isEmpty() && seen != null || isLate(now)) {
      return isPassing(now) ? CanaryState.SLOW : CanaryState.LOST;
    }
    if (seen != null) {
      return CanaryState.BACK;
    }
    boolean patient = now - waitingSince < settings.within().toNanos();
    return patient ? CanaryState.FIRST : CanaryState.LOST;
  }

  private boolean isLate(long now) {
    return flight != null && now - flight.left() >= settings.within().toNanos();
  }

  /** Whether others come through, so that it only waits its turn behind them. */
  private boolean isPassing(long now) {
    boolean stuck = flight != null && !flight.isWritten() && isLate(now);
    return !unwritten && !stuck && movement.isSeenWithin(settings.within());
  }

  private String reason(CanaryState state) {
    return switch (state) {
      case LOST -> failure.isEmpty() ? lateness() : failure;
      case SLOW -> "Events arrive, and it waits behind them: a long backlog?";
      default -> "";
    };
  }

  private String lateness() {
    return "It did not come back within " + settings.within().toMillis() + " ms.";
  }

  private void noteChange() {
    CanaryReport report = report();
    boolean lost = report.state() == CanaryState.LOST;
    if (lost == wasLost || aviary.isDrained()) {
      return;
    }
    wasLost = lost;
    if (lost) {
      journal.error(
          "canary_lost",
          Map.of(
              "reason",
              report.reason(),
              "next",
              "See commitcast-listener in /health/ready, and commitcast.sequencer."));
    } else {
      journal.info("canary_back", Map.of("millis", report.took().orElse(Duration.ZERO).toMillis()));
    }
  }
}

package dev.commitcast.notifications.sourcing;

import dev.commitcast.domain.event.EventData;
import jakarta.json.Json;
import java.util.List;

/**
 * An account: what has happened to it, and what may. Nothing here knows a database. Immutable.
 *
 * @param cents what is in it
 * @param movements how often something was paid in or out
 */
record Account(long cents, int movements) {
  /** Amounts were euros once; they are cents now. */
  static final EventShape DEPOSITED = new EventShape("deposited", 2);

  static final EventShape WITHDRAWN = EventShape.of("withdrawn");

  static final Upcasters UPCASTERS =
      Upcasters.of(
          Upcaster.ofObject(
              EventShape.of("deposited"),
              DEPOSITED,
              old ->
                  Json.createObjectBuilder()
                      .add("cents", old.getJsonNumber("amount").bigDecimalValue().movePointRight(2))
                      .build()));

  static final Aggregate<Account> AGGREGATE =
      Aggregate.of("account", new Account(0, 0), Account::apply)
          .upcasting(UPCASTERS)
          .withSnapshots(new Snapshots<>(5, 1, Account::print, Account::parse));

  // what has happened

  private Account apply(SourcedEvent event) {
    return switch (event.type()) {
      case "deposited" -> new Account(cents + centsOf(event), movements + 1);
      case "withdrawn" -> new Account(cents - centsOf(event), movements + 1);
      default -> this;
    };
  }

  static long centsOf(SourcedEvent event) {
    return event.json().getJsonNumber("cents").longValueExact();
  }

  // what may happen

  static Decision<Account> deposit(long cents) {
    return account -> List.of(event(DEPOSITED, cents));
  }

  static Decision<Account> withdraw(long cents) {
    return account -> {
      if (cents > account.cents) {
        throw new Overdrawn(account.cents, cents);
      }
      return List.of(event(WITHDRAWN, cents));
    };
  }

  private static EventData event(EventShape shape, long cents) {
    return shape.with("{\"cents\": " + cents + "}");
  }

  // what a snapshot holds

  private String print() {
    return cents + " " + movements;
  }

  private static Account parse(String text) {
    String[] parts = text.split(" ");
    return new Account(Long.parseLong(parts[0]), Integer.parseInt(parts[1]));
  }

  /** There is not so much in the account. */
  static final class Overdrawn extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Overdrawn(long there, long wanted) {
      super("There are " + there + " cents in the account, not " + wanted + ".");
    }
  }
}

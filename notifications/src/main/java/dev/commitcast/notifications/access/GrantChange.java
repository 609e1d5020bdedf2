package dev.commitcast.notifications.access;

import dev.commitcast.domain.access.Caller;
import java.time.Instant;
import java.util.Optional;

/** How an event changes what callers may see. Immutable. */
public sealed interface GrantChange {

  /** Whether it concerns a caller. */
  boolean concerns(Caller caller);

  /** Whether it takes effect for the event itself, and not only behind it. */
  default boolean isGift() {
    return this instanceof Given;
  }

  /** From this event on, and with it, a user may see a room. */
  record Given(String userId, String room) implements GrantChange {
    @Override
    public boolean concerns(Caller caller) {
      return caller.id().equals(userId);
    }
  }

  /** Of what comes behind this event, a user may not see a room any more. */
  record Taken(String userId, String room) implements GrantChange {
    @Override
    public boolean concerns(Caller caller) {
      return caller.id().equals(userId);
    }
  }

  /** Of what comes behind this event, nobody has the rooms that begin so, by this strategy. */
  record TakenFromAll(String prefix) implements GrantChange {
    @Override
    public boolean concerns(Caller caller) {
      return true;
    }
  }

  /** A strategy could not say what the event changes: whoever owes it something loses all. */
  record Failed(GrantStrategy strategy) implements GrantChange {
    @Override
    public boolean concerns(Caller caller) {
      return true;
    }
  }

  /**
   * Behind this event whatever is open for a token, or for all older tokens of a user, ends.
   *
   * @param tokenId empty for all tokens of the user
   * @param userId empty if only the token is known
   * @param issuedUntil tokens issued later stay good
   */
  record Ended(Optional<String> tokenId, Optional<String> userId, Instant issuedUntil)
      implements GrantChange {
    @Override
    public boolean concerns(Caller caller) {
      if (tokenId.isPresent()) {
        return caller.tokenId().equals(tokenId);
      }
      return userId.isPresent()
          && caller.id().equals(userId.get())
          && caller.issuedAt().map(at -> !at.isAfter(issuedUntil)).orElse(true);
    }
  }
}

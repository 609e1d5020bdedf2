package dev.commitcast.notifications.sourcing;

import dev.commitcast.domain.event.EventData;
import java.util.List;

/**
 * What is to happen, given how things are. Called again with the newer state when somebody else has
 * changed it in between, so it must do nothing but decide.
 *
 * @param <S> the state
 */
@FunctionalInterface
public interface Decision<S> {
  /**
   * Decides.
   *
   * @return the events, none if nothing is to happen; what it throws reaches the caller
   */
  List<EventData> decide(S state);
}

package dev.commitcast.notifications.explain;

import dev.commitcast.domain.event.RecordedEvent;
import java.util.Optional;

/**
 * How far an event has come. Immutable.
 *
 * @param standing {@code sequenced}, {@code pending}, {@code expired}, {@code not-yet}, {@code
 *     other-epoch} or {@code unknown}, with its sentence
 * @param event itself, if it is there
 */
public record EventWay(Judgement standing, Optional<RecordedEvent> event) {
  static EventWay without(String outcome, String because) {
    return new EventWay(new Judgement(outcome, because), Optional.empty());
  }

  /** The event, if it has a version. */
  public Optional<RecordedEvent> sequenced() {
    return event.filter(each -> each.version() > 0);
  }
}

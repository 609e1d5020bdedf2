package dev.commitcast.notifications.access;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.access.Grants;
import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.RecordedEvent;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Access without a database. */
public final class TestAccess {
  private TestAccess() {}

  public static Access of(Caller caller, Grants base, long asOf) {
    return new Access(caller, base, new Cursor(1, asOf), List.of(), Set.of());
  }

  public static Access restricted(
      Caller caller, Grants base, long asOf, Predicate<RecordedEvent> restriction) {
    return new Access(caller, base, new Cursor(1, asOf), List.of(restriction), Set.of());
  }
}

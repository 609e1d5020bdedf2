package dev.commitcast.notifications.projection;

import dev.commitcast.domain.event.AppendResult;
import dev.commitcast.domain.event.AppendedEvent;
import dev.commitcast.domain.event.StreamAppend;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.notifications.sourcing.SourcedEvent;
import dev.commitcast.persistence.store.AppendParticipant;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives every append's events to the inline projections. An event that was there before is not
 * given again: its first append has projected it. Thread-safe, if the projections are.
 */
public class InlineProjections implements AppendParticipant {
  private final List<InlineProjection> projections;

  /**
   * @param projections called in this order
   */
  public InlineProjections(List<InlineProjection> projections) {
    this.projections = List.copyOf(projections);
  }

  @Override
  public boolean takesPart() {
    return !projections.isEmpty();
  }

  @Override
  public void appended(
      Connection connection, List<StreamAppend> appends, List<AppendResult> results)
      throws SQLException {
    List<SourcedEvent> events = new ArrayList<>();
    for (int i = 0; i < appends.size(); i++) {
      StreamAppend append = appends.get(i);
      for (int j = 0; j < append.events().size(); j++) {
        AppendedEvent place = results.get(i).events().get(j);
        if (!place.repeated()) {
          events.add(SourcedEvent.of(append.stream(), append.events().get(j), place));
        }
      }
    }
    for (InlineProjection projection : projections) {
      List<SourcedEvent> wanted =
          events.stream()
              .filter(
                  event ->
                      projection
                          .filter()
                          .matches(
                              event.type(),
                              event.stream(),
                              StreamId.categoryOf(event.stream()),
                              event.room()))
              .toList();
      if (!wanted.isEmpty()) {
        projection.project(projection.upcasters().applyAll(wanted), connection);
      }
    }
  }
}

package dev.commitcast.notifications.access;

import dev.commitcast.domain.event.RecordedEvent;
import java.util.List;

/** What the log says about grants. Thread-safe; quick, and without the database. */
public interface GrantLog {
  /** A log that changes no grants. */
  GrantLog SILENT =
      new GrantLog() {
        @Override
        public boolean mayChangeGrants(RecordedEvent event) {
          return false;
        }

        @Override
        public List<GrantChange> changes(RecordedEvent event) {
          return List.of();
        }
      };

  /** Whether an event may change what somebody may see. */
  boolean mayChangeGrants(RecordedEvent event);

  /** What an event changes; never throws. */
  List<GrantChange> changes(RecordedEvent event);
}

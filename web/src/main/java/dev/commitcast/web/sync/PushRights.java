package dev.commitcast.web.sync;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.notifications.sync.PushBody;
import dev.commitcast.persistence.change.ChangeContext;
import dev.commitcast.persistence.sync.PushedEvent;
import dev.commitcast.web.store.AppendRights;
import dev.commitcast.web.store.RequestNotes;
import java.util.Optional;

/**
 * What one who pushes may push: events of no room, to streams that do not decide who sees what, and
 * as nobody else. Immutable.
 */
record PushRights(AppendRights rights, Caller caller, boolean local) {
  /** The same, or what it is refused for. */
  PushBody.Item allowed(PushBody.Item item) {
    if (item.event().isEmpty()) {
      return item;
    }
    PushedEvent pushed = item.event().get();
    Optional<String> fault = rights.faultOf(caller, pushed.stream());
    return fault.isPresent()
        ? new PushBody.Item(item.id(), Optional.empty(), fault)
        : new PushBody.Item(item.id(), Optional.of(signed(pushed)), Optional.empty());
  }

  /** Whatever actor its metadata names, it is the one who pushes. */
  private PushedEvent signed(PushedEvent pushed) {
    String metadata = pushed.event().metadata();
    if (local || metadata == null) {
      return pushed;
    }
    RequestNotes notes = new RequestNotes(new ChangeContext(caller.id(), null, null), true);
    return new PushedEvent(
        pushed.stream(),
        pushed.event().withMetadata(notes.addTo(metadata)),
        pushed.base(),
        pushed.number(),
        pushed.origin());
  }
}

package dev.commitcast.notifications.explain;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.notifications.hub.SubscriptionFacts;
import java.util.Locale;

/** Judges what became of a sequenced event at a subscription of this node's hub. Stateless. */
public final class LiveJudge {
  private LiveJudge() {}

  public static Judgement judge(RecordedEvent event, SubscriptionFacts facts) {
    long version = event.version();
    if (!facts.filter().matches(event)) {
      return new Judgement("filtered", mismatch(event, facts.filter()));
    }
    if (!facts.access().allows(event)) {
      return new Judgement("forbidden", forbidden(event, facts));
    }
    boolean closed = facts.closedAt().isPresent();
    if (facts.startedAfter().isEmpty()) {
      return closed
          ? closedBefore(facts, "before it had begun")
          : new Judgement("waiting", "The subscription has not found its place in the log yet.");
    }
    if (version <= facts.startedAfter().getAsLong()) {
      return new Judgement(
          "before-start",
          "The subscription began behind version " + facts.startedAfter().getAsLong() + ".");
    }
    if (version <= facts.offeredThrough()) {
      return offered(version, facts, closed);
    }
    if (closed) {
      return closedBefore(facts, "when it had come to version " + facts.offeredThrough());
    }
    return facts.state().equals("replaying")
        ? new Judgement(
            "behind",
            "The subscription reads the log at its own pace and is at version "
                + facts.offeredThrough()
                + ".")
        : new Judgement("waiting", "This node has not handed it out yet.");
  }

  private static Judgement offered(long version, SubscriptionFacts facts, boolean closed) {
    boolean unsent = facts.waitingFrom().isPresent() && version >= facts.waitingFrom().getAsLong();
    if (!unsent) {
      return new Judgement("delivered", "It was given to the subscription's connection.");
    }
    return closed
        ? closedBefore(facts, "while it waited to be written")
        : new Judgement(
            "waiting",
            "It waits for the connection, which has taken nothing for "
                + facts.lastWrite().toMillis()
                + " ms.");
  }

  private static Judgement closedBefore(SubscriptionFacts facts, String when) {
    String reason =
        facts.reason().map(each -> each.name().toLowerCase(Locale.ROOT)).orElse("unknown");
    return new Judgement(
        "closed-before",
        "The subscription ended at "
            + facts.closedAt().map(Object::toString).orElse("an unknown time")
            + " ("
            + reason
            + "), "
            + when
            + ". A client that resumes gets it from the log.");
  }

  private static String forbidden(RecordedEvent event, SubscriptionFacts facts) {
    String caller = facts.access().caller().id();
    return event.room() == null
        ? "It is in no room, and so for operators; " + caller + " is none."
        : caller
            + " did not have the room "
            + event.room()
            + " there"
            + facts
                .access()
                .asOf()
                .map(at -> "; its grants were read at " + at + " and follow the log.")
                .orElse(".");
  }

  static String mismatch(RecordedEvent event, EventFilter filter) {
    if (!filter.types().isEmpty() && !filter.types().contains(event.type())) {
      return "The subscription wants the types " + filter.types() + "; it is " + event.type() + ".";
    }
    if (!filter.streams().isEmpty() && !filter.streams().contains(event.stream())) {
      return "The subscription wants other streams than " + event.stream() + ".";
    }
    if (!filter.rooms().isEmpty() && event.room() == null) {
      return "The subscription wants certain rooms; it is in none.";
    }
    if (!filter.rooms().isEmpty() && !filter.rooms().contains(event.room())) {
      return "The subscription wants other rooms than " + event.room() + ".";
    }
    if (!filter.categories().isEmpty() && !filter.categories().contains(event.category())) {
      return "The subscription wants other categories than " + event.category() + ".";
    }
    if (event.type().equals(EventFilter.CANARY)) {
      return "It is a node's canary, which reaches only who asks for its room, stream, category or"
          + " type.";
    }
    return "The subscription's filter does not let it pass.";
  }
}

package dev.commitcast.notifications.access;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.access.Grants;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.persistence.access.Memberships;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rooms of the chat's channels, for their members. Only what a trigger captured counts: an
 * appended event may say anything. Stateless, thread-safe.
 */
public final class ChannelGrants implements GrantStrategy {
  private static final String MEMBERS = "channel_members";
  private static final String ROOM = "channel:";

  private final Memberships memberships;

  public ChannelGrants(Memberships memberships) {
    this.memberships = memberships;
  }

  @Override
  public Grants grants(Caller caller, Connection snapshot) throws SQLException {
    return Grants.of(
        memberships.channels(snapshot, caller.id()).stream()
            .map(channel -> ROOM + channel)
            .collect(Collectors.toSet()));
  }

  @Override
  public Set<String> categories() {
    return Set.of(MEMBERS);
  }

  @Override
  public List<GrantChange> changes(RecordedEvent event) {
    if (!event.captured()) {
      return List.of();
    }
    JsonObject data = EventData.of(event);
    return switch (data.getString("operation")) {
      case "INSERT" -> List.of(given(data));
      case "DELETE" -> List.of(taken(data));
      case "UPDATE" -> moved(data);
      // of a whole table; the log cannot say whose rows they were
      default -> List.of(new GrantChange.TakenFromAll(ROOM));
    };
  }

  private static List<GrantChange> moved(JsonObject data) {
    List<GrantChange> changes = new ArrayList<>();
    GrantChange.Given now = given(data);
    GrantChange.Taken before = taken(data);
    if (!before.userId().equals(now.userId()) || !before.room().equals(now.room())) {
      changes.add(before);
    }
    changes.add(now);
    return changes;
  }

  private static GrantChange.Given given(JsonObject data) {
    JsonObject row = data.getJsonObject("record");
    return new GrantChange.Given(row.getString("user_id"), ROOM + row.getString("channel_id"));
  }

  /** What the row was before: {@code old} holds the columns that were changed. */
  private static GrantChange.Taken taken(JsonObject data) {
    JsonObject row = data.getJsonObject("record");
    JsonObject old =
        data.get("old") instanceof JsonObject given ? given : JsonValue.EMPTY_JSON_OBJECT;
    return new GrantChange.Taken(
        old.getString("user_id", row.getString("user_id")),
        ROOM + old.getString("channel_id", row.getString("channel_id")));
  }
}

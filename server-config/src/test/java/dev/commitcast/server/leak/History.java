package dev.commitcast.server.leak;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All that has happened, read from the tables when it is over. */
final class History {
  private static final String EVENTS =
      "SELECT version, id, aggregate_id, room, event_type,"
          + " floor(extract(epoch FROM created_at) * 1000)::bigint AS made_at,"
          + " data->>'operation' AS operation,"
          + " data->'record'->>'user_id' AS user_id,"
          + " data->'record'->>'channel_id' AS channel_id,"
          + " data->'old'->>'user_id' AS old_user_id,"
          + " data->>'tokenId' AS token_id, data->>'userId' AS revoked_user,"
          + " data->>'issuedUntil' AS issued_until"
          + " FROM commitcast.events ORDER BY version";

  /** A membership began or ended. */
  record Turn(long version, boolean member, long madeAt) {}

  /** Tokens were revoked: one, or all of a user that were issued until then. */
  record Revoked(long version, String tokenId, String userId, Instant issuedUntil) {
    boolean concerns(Badge badge) {
      return tokenId == null
          ? badge.user().equals(userId) && !badge.issuedAt().isAfter(issuedUntil)
          : badge.id().equals(tokenId);
    }
  }

  private final List<LoggedChange> log = new ArrayList<>();
  private final Map<String, List<LoggedChange>> byRoom = new HashMap<>();
  private final Map<String, List<LoggedChange>> byStream = new HashMap<>();
  private final Map<Integer, LoggedChange> byMark = new HashMap<>();
  private final Map<String, Map<String, List<Turn>>> turns = new HashMap<>();
  private final List<Revoked> revocations = new ArrayList<>();

  static History read(Connection connection) throws SQLException {
    History history = new History();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(EVENTS)) {
      while (row.next()) {
        history.add(row);
      }
    }
    return history;
  }

  private void add(ResultSet row) throws SQLException {
    String id = row.getString("id");
    String room = row.getString("room");
    LoggedChange event =
        new LoggedChange(
            row.getLong("version"),
            id,
            row.getString("aggregate_id"),
            room,
            row.getString("event_type"),
            Received.mark(id, room),
            row.getLong("made_at"));
    if (event.version() != log.size() + 1) {
      throw new IllegalStateException("The log has a gap before " + event);
    }
    log.add(event);
    byRoom.computeIfAbsent(room == null ? "" : room, key -> new ArrayList<>()).add(event);
    byStream.computeIfAbsent(event.stream(), key -> new ArrayList<>()).add(event);
    byMark.put(event.mark(), event);
    if (event.type().equals("channel_member_change")) {
      membership(event, row);
    } else if (event.category().equals("commitcast-access")) {
      revocations.add(
          new Revoked(
              event.version(),
              row.getString("token_id"),
              row.getString("revoked_user"),
              Instant.parse(row.getString("issued_until"))));
    }
  }

  private void membership(LoggedChange event, ResultSet row) throws SQLException {
    String user = row.getString("user_id");
    String room = "channel:" + row.getString("channel_id");
    if (!room.equals(event.room())) {
      throw new IllegalStateException(event + " is about " + room);
    }
    String before = row.getString("old_user_id");
    if (before != null && !before.equals(user)) {
      turn(before, room, event, false);
    }
    turn(user, room, event, !row.getString("operation").equals("DELETE"));
  }

  private void turn(String user, String room, LoggedChange event, boolean member) {
    turns
        .computeIfAbsent(user, key -> new HashMap<>())
        .computeIfAbsent(room, key -> new ArrayList<>())
        .add(new Turn(event.version(), member, event.madeAt()));
  }

  List<LoggedChange> log() {
    return log;
  }

  /** The event of a version; empty if there is none. */
  Optional<LoggedChange> event(long version) {
    return version < 1 || version > log.size()
        ? Optional.empty()
        : Optional.of(log.get((int) version - 1));
  }

  Optional<LoggedChange> marked(int mark) {
    return Optional.ofNullable(byMark.get(mark));
  }

  Optional<LoggedChange> called(String id) {
    return log.stream().filter(event -> event.id().equals(id)).findFirst();
  }

  List<LoggedChange> ofRoom(String room) {
    return byRoom.getOrDefault(room, List.of());
  }

  List<LoggedChange> ofStream(String stream) {
    return byStream.getOrDefault(stream, List.of());
  }

  /** The rooms that a badge has had at any time. */
  Set<String> roomsEver(Badge badge) {
    Set<String> rooms = new HashSet<>(badge.fixedRooms());
    rooms.addAll(turns.getOrDefault(badge.user(), Map.of()).keySet());
    return rooms;
  }

  List<Turn> turns(String user, String room) {
    return turns.getOrDefault(user, Map.of()).getOrDefault(room, List.of());
  }

  /** Whether somebody was a member behind an event. */
  boolean isMember(String user, String room, long version) {
    boolean member = false;
    for (Turn turn : turns(user, room)) {
      if (turn.version() > version) {
        break;
      }
      member = turn.member();
    }
    return member;
  }

  /** The first revocation of a badge behind a place; empty if there is none. */
  Optional<Revoked> revocation(Badge badge, long version) {
    return revocations.stream()
        .filter(each -> each.version() > version && each.concerns(badge))
        .findFirst();
  }

  int revocations() {
    return revocations.size();
  }

  /** Who is in which channel now, as {@code user room}. */
  Set<String> members() {
    Set<String> members = new HashSet<>();
    turns.forEach(
        (user, rooms) ->
            rooms.forEach(
                (room, all) -> {
                  if (all.get(all.size() - 1).member()) {
                    members.add(user + " " + room);
                  }
                }));
    return members;
  }
}

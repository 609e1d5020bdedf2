package dev.commitcast.persistence.guard;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Random rows of all tables, and what a caller may see and do with them: naively, row by row, from
 * the rows as the owner sees them. Not thread-safe.
 */
final class World {
  static final List<String> TABLES =
      List.of(
          "commitcast.events",
          "commitcast.pending_events",
          "commitcast.streams",
          "public.channels",
          "public.channel_members",
          "public.messages",
          "public.reactions",
          "public.files",
          "public.message_reads",
          "public.users",
          "public.user_settings",
          "public.user_status",
          "public.sync_state",
          "public.merchants",
          "public.bookings");

  private final Random random;
  private final List<String> script = new ArrayList<>();
  private int ids;

  final List<String> users;
  final List<String> channels;
  final List<String> merchants = List.of("1", "2", "12", "x_1", "x%1");
  private final Map<String, List<Map<String, String>>> rows = new HashMap<>();

  World(Random random) {
    this.random = random;
    this.users = ids(6);
    this.channels = ids(5);
  }

  private List<String> ids(int count) {
    return IntStream.range(0, count).mapToObj(i -> id()).toList();
  }

  String id() {
    return "01JD%022d".formatted(++ids);
  }

  <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  /** Statements that make the first part, whose events are to be sequenced, or the rest. */
  String[] script(boolean first) {
    script.clear();
    if (first) {
      users.forEach(
          user -> {
            insert("users (id, auth0_id, email, username)", user, user, user + "@x.org", user);
            insert("user_settings (user_id)", user);
            insert("user_status (user_id, status)", user, "online");
            insert("sync_state (id, user_id, sync_type)", id(), user, "full");
          });
      channels.forEach(channel -> insert("channels (id, name)", channel, channel));
      merchants.stream()
          .filter(merchant -> !merchant.contains("%"))
          .forEach(merchant -> insert("merchants (id, name)", merchant, merchant));
      channels.forEach(channel -> users.forEach(user -> perhapsJoin(channel, user)));
    }
    for (int i = 0; i < 12; i++) {
      String message = id();
      insert(
          "messages (id, channel_id, user_id, content)", message, any(channels), any(users), "hi");
      insert("reactions (id, message_id, user_id, emoji)", id(), message, any(users), "+");
      insert("message_reads (message_id, user_id)", message, any(users));
      insert("files (id, message_id, name, type, size, url)", id(), message, "f", "t", "1", "u");
      insert(
          "bookings (id, merchant_id, customer_name, service, starts_at, ends_at)",
          id(),
          any(List.of("1", "2", "12", "x_1")),
          "c",
          "s",
          "2026-01-01",
          "2026-01-02");
      String room = random.nextInt(4) == 0 ? "NULL" : "'" + any(rooms()).replace("'", "''") + "'";
      script.add(
          "SELECT commitcast.append('shop:%d', 'done', '{}', room => %s)"
              .formatted(random.nextInt(8), room));
    }
    insert("files (id, name, type, size, url)", id(), "f", "t", "1", "u");
    return script.toArray(String[]::new);
  }

  private void perhapsJoin(String channel, String user) {
    if (random.nextBoolean()) {
      insert(
          "channel_members (channel_id, user_id, role)",
          channel,
          user,
          any(List.of("owner", "moderator", "member", "guest")));
    }
  }

  private void insert(String where, String... values) {
    script.add(
        "INSERT INTO public."
            + where
            + " VALUES ('"
            + String.join("', '", values)
            + "') ON CONFLICT DO NOTHING");
  }

  List<String> rooms() {
    List<String> rooms = new ArrayList<>(List.of("users", "it's \"odd\" \\ room"));
    channels.forEach(channel -> rooms.add("channel:" + channel));
    merchants.forEach(merchant -> rooms.add("merchant:" + merchant));
    return rooms;
  }

  /** Somebody with some rooms and, sometimes, beginnings of rooms, among them tricky ones. */
  Guard anybody() {
    Set<String> granted =
        rooms().stream().filter(room -> random.nextInt(3) == 0).collect(Collectors.toSet());
    Set<String> prefixes =
        random.nextInt(3) > 0
            ? Set.of()
            : Set.of(any(List.of("merchant:1", "merchant:x_", "merchant:x%", "channel:", "u", "")));
    String caller = random.nextInt(6) == 0 ? "stranger" : any(users);
    return new Guard(caller, granted, prefixes, false);
  }

  /** Reads all rows as they are. */
  void look(Connection owner) throws SQLException {
    for (String table : TABLES) {
      try (Statement statement = owner.createStatement();
          ResultSet found = statement.executeQuery("SELECT * FROM " + table)) {
        ResultSetMetaData columns = found.getMetaData();
        List<Map<String, String>> all = new ArrayList<>();
        while (found.next()) {
          Map<String, String> row = new HashMap<>();
          for (int i = 1; i <= columns.getColumnCount(); i++) {
            row.put(columns.getColumnName(i), found.getString(i));
          }
          all.add(row);
        }
        rows.put(table, all);
      }
    }
  }

  List<Map<String, String>> all(String table) {
    return rows.get(table);
  }

  /** The keys of the rows that a caller may see. */
  Set<String> visible(String table, Guard guard) {
    Set<String> keys = new HashSet<>();
    for (Map<String, String> row : rows.get(table)) {
      if (sees(guard, table, row)) {
        keys.add(key(table, row::get));
      }
    }
    return keys;
  }

  /** What tells a row from others. */
  interface Row {
    String get(String column) throws SQLException;
  }

  static String columns(String table) {
    return switch (table) {
      case "commitcast.events" -> "version::text AS k";
      case "commitcast.pending_events" -> "seq::text AS k";
      case "commitcast.streams" -> "stream_id AS k";
      case "public.channel_members" -> "channel_id || user_id AS k";
      case "public.message_reads" -> "message_id || user_id AS k";
      case "public.user_settings", "public.user_status" -> "user_id AS k";
      default -> "id AS k";
    };
  }

  private static String key(String table, java.util.function.UnaryOperator<String> row) {
    return switch (table) {
      case "commitcast.events" -> row.apply("version");
      case "commitcast.pending_events" -> row.apply("seq");
      case "commitcast.streams" -> row.apply("stream_id");
      case "public.channel_members" -> row.apply("channel_id") + row.apply("user_id");
      case "public.message_reads" -> row.apply("message_id") + row.apply("user_id");
      case "public.user_settings", "public.user_status" -> row.apply("user_id");
      default -> row.apply("id");
    };
  }

  private boolean sees(Guard guard, String table, Map<String, String> row) {
    boolean own = guard.caller().equals(row.get("user_id"));
    return switch (table) {
      case "commitcast.events", "commitcast.pending_events" -> grants(guard, row.get("room"));
      case "commitcast.streams" ->
          seesAny(guard, "commitcast.events", row)
              || seesAny(guard, "commitcast.pending_events", row);
      case "public.channels" -> grants(guard, "channel:" + row.get("id"));
      case "public.channel_members" -> own || grants(guard, "channel:" + row.get("channel_id"));
      case "public.messages" -> grants(guard, "channel:" + row.get("channel_id"));
      case "public.reactions", "public.files" -> seesMessage(guard, row.get("message_id"));
      case "public.message_reads" -> own || seesMessage(guard, row.get("message_id"));
      case "public.users" -> true;
      case "public.user_status" -> own || grants(guard, "users");
      case "public.user_settings", "public.sync_state" -> own;
      case "public.merchants" -> grants(guard, "merchant:" + row.get("id"));
      case "public.bookings" -> grants(guard, "merchant:" + row.get("merchant_id"));
      default -> throw new IllegalArgumentException("Nobody has decided about " + table + ".");
    };
  }

  private boolean seesAny(Guard guard, String table, Map<String, String> stream) {
    return rows.get(table).stream()
        .filter(event -> event.get("aggregate_id").equals(stream.get("stream_id")))
        .anyMatch(event -> grants(guard, event.get("room")));
  }

  boolean seesMessage(Guard guard, String message) {
    return rows.get("public.messages").stream()
        .filter(row -> row.get("id").equals(message))
        .anyMatch(row -> sees(guard, "public.messages", row));
  }

  boolean moderates(Guard guard, String channel) {
    return rows.get("public.channel_members").stream()
        .anyMatch(
            row ->
                row.get("channel_id").equals(channel)
                    && row.get("user_id").equals(guard.caller())
                    && Set.of("owner", "admin", "moderator").contains(row.get("role")));
  }

  static boolean grants(Guard guard, String room) {
    return room != null
        && (guard.rooms().contains(room) || guard.prefixes().stream().anyMatch(room::startsWith));
  }
}

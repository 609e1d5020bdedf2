package dev.commitcast.persistence.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the migrations watch: the chat and the bookings. */
@Timeout(120)
class ApplicationWatchesIT {
  private static final String USER = "01JB0000000000000000000000";
  private static final String CHANNEL = "01JC0000000000000000000000";
  private static final String OTHER_CHANNEL = "01JC0000000000000000000001";
  private static final String MESSAGE = "01JD0000000000000000000000";
  private static final String REACTION = "01JE0000000000000000000000";
  private static final String BOOKING = "01JF0000000000000000000000";

  private static WatchedDatabase database;

  @BeforeAll
  static void migrate() throws SQLException {
    database = new WatchedDatabase();
  }

  @AfterAll
  static void close() throws SQLException {
    database.close();
  }

  @BeforeEach
  void usersAndChannels() throws SQLException {
    database.execute(
        "TRUNCATE users, channels, merchants CASCADE",
        "INSERT INTO users (id, auth0_id, email, username)"
            + " VALUES ('"
            + USER
            + "', 'auth0|secret', 'ada@secret.example', 'ada')",
        "INSERT INTO channels (id, name) VALUES ('"
            + CHANNEL
            + "', 'one'), ('"
            + OTHER_CHANNEL
            + "', 'two')",
        "INSERT INTO merchants VALUES ('42', 'm'), ('43', 'n')");
    database.captured();
  }

  @Test
  void messagesAreInTheRoomOfTheirChannel() throws SQLException {
    database.execute(
        message(MESSAGE, CHANNEL),
        "UPDATE messages SET content = 'edited'",
        "UPDATE messages SET deleted_at = now()",
        "DELETE FROM messages");

    List<Captured> events = database.captured();
    assertThat(events)
        .extracting(Captured::type, Captured::room, Captured::stream, Captured::told)
        .containsOnly(tuple("message_change", "channel:" + CHANNEL, "messages:" + MESSAGE, true));
    assertThat(events.get(0).data()).contains("\"content\": \"hello\"", "\"metadata\": null");
    assertThat(events.get(1).data())
        .contains("\"old\": {\"content\": \"hello\", \"updated_at\": ")
        .contains("\"changed\": [\"content\", \"updated_at\"]");
  }

  @Test
  void reactionsAreInTheRoomOfTheirMessagesChannel() throws SQLException {
    database.execute(message(MESSAGE, CHANNEL), reaction(REACTION, MESSAGE));
    database.execute("DELETE FROM reactions");

    assertThat(database.captured())
        .filteredOn(event -> event.type().equals("reaction_change"))
        .extracting(Captured::room, Captured::stream, Captured::operation, Captured::told)
        .containsExactly(
            tuple("channel:" + CHANNEL, "reactions:" + REACTION, "INSERT", true),
            tuple("channel:" + CHANNEL, "reactions:" + REACTION, "DELETE", true));
  }

  @Test
  void reactionsGoBeforeTheirMessageAndInItsRoom() throws SQLException {
    for (int i = 0; i < 20; i++) {
      String message = MESSAGE.substring(0, 24) + String.format("%02d", i);
      database.execute(message(message, i % 2 == 0 ? CHANNEL : OTHER_CHANNEL));
      for (int j = 0; j < 3; j++) {
        database.execute(
            reaction(REACTION.substring(0, 22) + String.format("%02d%02d", i, j), message, j));
      }
    }
    database.captured();

    database.execute("DELETE FROM messages");

    List<Captured> events = database.captured();
    assertThat(events).hasSize(80);
    assertThat(events.subList(0, 60)).allMatch(event -> event.type().equals("reaction_change"));
    assertThat(events.subList(60, 80)).allMatch(event -> event.type().equals("message_change"));
    for (Captured event : events) {
      assertThat(event.operation()).isEqualTo("DELETE");
      int number = Integer.parseInt(event.stream().replaceFirst("^m.*(..)$|^r.*(..)..$", "$1$2"));
      assertThat(event.room()).isEqualTo("channel:" + (number % 2 == 0 ? CHANNEL : OTHER_CHANNEL));
    }
  }

  @Test
  void reactionsThatAForeignKeyTakesAreStillInTheRoom() throws SQLException {
    database.execute(
        message(MESSAGE, CHANNEL),
        reaction(REACTION, MESSAGE),
        "ALTER TABLE messages DISABLE TRIGGER messages_delete_reactions_first",
        "DELETE FROM messages",
        "ALTER TABLE messages ENABLE TRIGGER messages_delete_reactions_first");

    assertThat(database.captured())
        .extracting(Captured::room)
        .hasSize(4)
        .containsOnly("channel:" + CHANNEL);
  }

  @Test
  void aMessageDeletedWithinALargeTransactionIsFoundInTime() throws SQLException {
    database.execute(
        "BEGIN",
        "INSERT INTO messages (id, channel_id, user_id, content)"
            + " SELECT '01JD' || lpad(i::text, 22, '0'), '"
            + CHANNEL
            + "', '"
            + USER
            + "', 'x'"
            + " FROM generate_series(1, 3000) AS i",
        "INSERT INTO reactions (id, message_id, user_id, emoji)"
            + " SELECT '01JE' || lpad(i::text, 22, '0'), '01JD' || lpad(i::text, 22, '0'), '"
            + USER
            + "', 'x' FROM generate_series(1, 3000) AS i",
        "SET LOCAL statement_timeout = '30s'",
        "DELETE FROM messages",
        "COMMIT");

    assertThat(database.captured())
        .hasSize(12_000)
        .extracting(Captured::room)
        .containsOnly("channel:" + CHANNEL);
  }

  @Test
  void aStatusIsForAllUsersAndAHeartBeatIsNoNews() throws SQLException {
    database.execute(
        "INSERT INTO user_status (user_id) VALUES ('" + USER + "')",
        "UPDATE user_status SET last_seen = now()",
        "UPDATE user_status SET status = 'busy', custom_status = 'in a meeting'");

    assertThat(database.captured())
        .extracting(Captured::type, Captured::room, Captured::operation, Captured::told)
        .containsExactly(
            tuple("user_status_change", "users", "INSERT", true),
            tuple("user_status_change", "users", "UPDATE", true));
  }

  @Test
  void membersAreInTheRoomOfTheirChannel() throws SQLException {
    database.execute(
        "INSERT INTO channel_members VALUES ('" + CHANNEL + "', '" + USER + "')",
        "UPDATE channel_members SET role = 'admin'",
        "UPDATE channel_members SET channel_id = '" + OTHER_CHANNEL + "'");

    assertThat(database.captured())
        .extracting(Captured::stream, Captured::room, Captured::operation)
        .containsExactly(
            tuple("channel_members:" + CHANNEL + ":" + USER, "channel:" + CHANNEL, "INSERT"),
            tuple("channel_members:" + CHANNEL + ":" + USER, "channel:" + CHANNEL, "UPDATE"),
            tuple("channel_members:" + CHANNEL + ":" + USER, "channel:" + CHANNEL, "DELETE"),
            tuple(
                "channel_members:" + OTHER_CHANNEL + ":" + USER,
                "channel:" + OTHER_CHANNEL,
                "UPDATE"));
  }

  @Test
  void bookingsGiveTheOriginalsPayloads() throws SQLException {
    database.execute(
        "INSERT INTO bookings (id, merchant_id, customer_id, customer_name, service, starts_at,"
            + " ends_at, notes) VALUES ('"
            + BOOKING
            + "', '42', 'secret-key', 'Ada', 'cut',"
            + " '2026-11-20 12:00Z', '2026-11-20 13:00Z', 'secret note')",
        "UPDATE bookings SET price = 12.50",
        "UPDATE bookings SET status = 'confirmed'",
        "DELETE FROM bookings");

    assertThat(database.ask("SELECT data -> 'payload' FROM commitcast.pending_events ORDER BY seq"))
        .containsExactly(
            "{\"id\": \""
                + BOOKING
                + "\", \"status\": \"pending\", \"operation\": \"INSERT\","
                + " \"merchantId\": \"42\"}",
            "{\"id\": \""
                + BOOKING
                + "\", \"newStatus\": \"confirmed\", \"oldStatus\":"
                + " \"pending\", \"operation\": \"UPDATE\", \"merchantId\": \"42\"}",
            "{\"id\": \"" + BOOKING + "\", \"operation\": \"DELETE\", \"merchantId\": \"42\"}");
    assertThat(database.captured())
        .allMatch(Captured::told)
        .allMatch(event -> event.room().equals("merchant:42"))
        .allMatch(event -> event.data().contains("\"customer_name\": \"Ada\""))
        .noneMatch(event -> event.data().contains("secret"))
        .extracting(Captured::type)
        .containsExactly("booking_created", "booking_updated", "booking_deleted");
  }

  @Test
  void nothingOfUsersAndTheirSettingsLeaves() throws SQLException {
    database.execute(
        "INSERT INTO user_settings (user_id) VALUES ('" + USER + "')",
        "UPDATE users SET full_name = 'Ada', avatar_url = 'x'",
        "DELETE FROM user_settings",
        "DELETE FROM users");

    assertThat(database.captured())
        .as("only that a user is trusted no more, by key and for operators")
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.type()).isEqualTo("access_revoked");
              assertThat(event.room()).isNull();
              assertThat(event.data()).contains(USER).doesNotContain("Ada", "example.com");
            });
  }

  private static String message(String id, String channel) {
    return "INSERT INTO messages (id, channel_id, user_id, content) VALUES ('"
        + id
        + "', '"
        + channel
        + "', '"
        + USER
        + "', 'hello')";
  }

  private static String reaction(String id, String message) {
    return reaction(id, message, 0);
  }

  private static String reaction(String id, String message, int number) {
    return "INSERT INTO reactions (id, message_id, user_id, emoji) VALUES ('"
        + id
        + "', '"
        + message
        + "', '"
        + USER
        + "', 'e"
        + number
        + "')";
  }
}

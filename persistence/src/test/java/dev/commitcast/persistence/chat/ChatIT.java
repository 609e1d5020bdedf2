package dev.commitcast.persistence.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.domain.chat.Attachment;
import dev.commitcast.domain.chat.Channel;
import dev.commitcast.domain.chat.ChannelMember;
import dev.commitcast.domain.chat.MemberRole;
import dev.commitcast.domain.chat.MembershipKey;
import dev.commitcast.domain.chat.Message;
import dev.commitcast.domain.chat.MessageRead;
import dev.commitcast.domain.chat.Presence;
import dev.commitcast.domain.chat.Reaction;
import dev.commitcast.domain.chat.ReadKey;
import dev.commitcast.domain.chat.SyncState;
import dev.commitcast.domain.chat.SyncType;
import dev.commitcast.domain.chat.Theme;
import dev.commitcast.domain.chat.User;
import dev.commitcast.domain.chat.UserSettings;
import dev.commitcast.domain.chat.UserStatus;
import dev.commitcast.domain.ulid.Ulid;
import dev.commitcast.domain.ulid.UlidGenerator;
import dev.commitcast.persistence.change.ChangeContext;
import dev.commitcast.persistence.change.JpaDatabase;
import dev.commitcast.persistence.error.DatabaseError;
import dev.commitcast.persistence.error.DatabaseErrors;
import dev.commitcast.persistence.error.UnknownRowException;
import jakarta.persistence.EntityManager;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Entities and repositories of the chat against the real schema. */
@Timeout(120)
class ChatIT {
  private static final UlidGenerator ULIDS =
      new UlidGenerator(Clock.systemUTC(), new SecureRandom());
  private static final ChangeContext SOMEBODY = new ChangeContext("somebody", "test", null);
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00.123456Z");

  private static JpaDatabase database;

  private final Ulid user = ULIDS.next();
  private final Ulid channel = ULIDS.next();

  @BeforeAll
  static void open() {
    database = new JpaDatabase();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void aUserInAChannel() {
    store(new User(user, "auth0|" + user, user + "@Example.com", "ada"));
    store(new Channel(channel, "general", "Everything"));
  }

  private static void store(Object... entitiesToStore) {
    database.inTransaction(
        entities -> {
          for (Object entity : entitiesToStore) {
            entities.persist(entity);
          }
          return null;
        });
  }

  private static <T> T load(Class<T> type, Object key) {
    return database.inTransaction(entities -> entities.find(type, key));
  }

  private static Messages messages(EntityManager entities) {
    Messages messages = new Messages();
    messages.entities = entities;
    return messages;
  }

  private Message post(Message message) {
    return database.inTransaction(entities -> messages(entities).post(message, SOMEBODY));
  }

  @Test
  void everyEntityComesBackAsItWent() {
    Message message = post(new Message(ULIDS.next(), channel, user, "hello", "{\"a\": [1, null]}"));
    Reaction reaction = new Reaction(ULIDS.next(), message.id(), user, "\uD83D\uDC4D");
    Attachment file = new Attachment(ULIDS.next(), "a.png", "image/png", 5_000_000_000L, "s3://a");
    file.attachTo(message.id());
    UserSettings settings = new UserSettings(user);
    settings.choose(Theme.DARK);
    settings.notify(false);
    settings.prefer("{\"lang\": \"de\"}");
    UserStatus status = new UserStatus(user, Presence.BUSY, NOON);
    status.say("In a meeting");
    SyncState sync = new SyncState(ULIDS.next(), user, SyncType.MESSAGES, NOON);
    store(
        new ChannelMember(channel, user, MemberRole.OWNER),
        new MessageRead(message.id(), user),
        reaction,
        file,
        settings,
        status,
        sync);

    assertThat(message.metadata()).hasValue("{\"a\": [1, null]}");
    assertThat(load(ChannelMember.class, new MembershipKey(channel, user)))
        .satisfies(
            found -> {
              assertThat(found.role()).isEqualTo(MemberRole.OWNER);
              assertThat(found.joinedAt()).isPresent();
            });
    assertThat(load(MessageRead.class, new ReadKey(message.id(), user)).readAt()).isPresent();
    assertThat(load(Reaction.class, reaction.id().value()).emoji()).isEqualTo("\uD83D\uDC4D");
    assertThat(load(Attachment.class, file.id().value()))
        .satisfies(
            found -> {
              assertThat(found.size()).isEqualTo(5_000_000_000L);
              assertThat(found.messageId()).hasValue(message.id());
            });
    assertThat(load(UserSettings.class, user.value()))
        .satisfies(
            found -> {
              assertThat(found.theme()).isEqualTo(Theme.DARK);
              assertThat(found.notificationsEnabled()).isFalse();
              assertThat(found.preferences()).isEqualTo("{\"lang\": \"de\"}");
            });
    assertThat(load(UserStatus.class, user.value()))
        .satisfies(
            found -> {
              assertThat(found.status()).isEqualTo(Presence.BUSY);
              assertThat(found.lastSeen().toInstant()).isEqualTo(NOON);
              assertThat(found.customStatus()).hasValue("In a meeting");
            });
    assertThat(load(SyncState.class, sync.id().value()))
        .satisfies(
            found -> {
              assertThat(found.type()).isEqualTo(SyncType.MESSAGES);
              assertThat(found.metadata()).isEmpty();
            });
  }

  @Test
  void aPostedMessageHasTheDatabasesDates() {
    Message posted = post(new Message(ULIDS.next(), channel, user, "hello", null));

    assertThat(posted.createdAt()).isPresent().isEqualTo(posted.updatedAt());
    assertThat(posted.metadata()).isEmpty();
    assertThat(
            database.ask(
                "SELECT created_at = '"
                    + posted.createdAt().orElseThrow()
                    + "' FROM messages WHERE id = '"
                    + posted.id()
                    + "'"))
        .isEqualTo("t");
  }

  @Test
  void aTextComesBackWhateverItHolds() {
    String text = "'\"\\ \n\t \uD83D\uDE00 ${app} %s \u202E " + "x".repeat(1_000_000);
    Message posted = post(new Message(ULIDS.next(), channel, user, text, null));

    assertThat(load(Message.class, posted.id().value()).content()).isEqualTo(text);
  }

  @Test
  void anEditMovesUpdatedAt() {
    Message posted = post(new Message(ULIDS.next(), channel, user, "hello", null));
    database.inTransaction(
        entities -> {
          entities.find(Message.class, posted.id().value()).edit("bye");
          return null;
        });

    Message edited = load(Message.class, posted.id().value());
    assertThat(edited.content()).isEqualTo("bye");
    assertThat(edited.updatedAt().orElseThrow()).isAfter(posted.updatedAt().orElseThrow());
    assertThat(edited.createdAt()).isEqualTo(posted.createdAt());
  }

  @Test
  void theNewestComeOldestFirstAndWithoutTheDeleted() {
    Message first = post(new Message(ULIDS.next(), channel, user, "1", null));
    Message second = post(new Message(ULIDS.next(), channel, user, "2", null));
    Message third = post(new Message(ULIDS.next(), channel, user, "3", null));
    Message fourth = post(new Message(ULIDS.next(), channel, user, "4", null));
    assertThat(delete(channel, third.id())).isPresent();

    List<Message> newest =
        database.inTransaction(entities -> messages(entities).newest(channel, 2));

    assertThat(newest).extracting(Message::id).containsExactly(second.id(), fourth.id());
    assertThat(first.id()).isLessThan(second.id());
  }

  @Test
  void aMessageIsDeletedOnceAndOnlyThroughItsChannel() {
    Message posted = post(new Message(ULIDS.next(), channel, user, "hello", null));

    assertThat(delete(ULIDS.next(), posted.id())).isEmpty();
    assertThat(delete(channel, posted.id())).isPresent();
    assertThat(delete(channel, posted.id())).isEmpty();
    assertThat(database.ask("SELECT deleted_at FROM messages WHERE id = '" + posted.id() + "'"))
        .isNotNull();
  }

  private Optional<Message> delete(Ulid inChannel, Ulid id) {
    return database.inTransaction(
        entities -> messages(entities).delete(inChannel, id, NOON, SOMEBODY));
  }

  @Test
  void whatIsDeletedIsNotThere() {
    Users users = new Users();
    Channels channels = new Channels();
    database.run(
        "UPDATE users SET deleted_at = now() WHERE id = '" + user + "'",
        "UPDATE channels SET deleted_at = now() WHERE id = '" + channel + "'");
    database.inTransaction(
        entities -> {
          users.entities = entities;
          channels.entities = entities;
          assertThat(users.find(user)).isEmpty();
          assertThat(users.list(1000)).noneMatch(found -> found.id().equals(user));
          assertThat(channels.find(channel)).isEmpty();
          assertThat(channels.list(1000)).noneMatch(found -> found.id().equals(channel));
          return null;
        });
    assertThatThrownBy(() -> post(new Message(ULIDS.next(), channel, user, "hello", null)))
        .isInstanceOf(UnknownRowException.class)
        .hasMessageContaining("channel " + channel);
  }

  @Test
  void nobodyElseCanPost() {
    Ulid stranger = ULIDS.next();

    assertThatThrownBy(() -> post(new Message(ULIDS.next(), channel, stranger, "hello", null)))
        .isInstanceOf(UnknownRowException.class)
        .hasMessage("There is no user " + stranger + ".")
        .extracting(e -> ((UnknownRowException) e).field())
        .isEqualTo("user_id");
  }

  @Test
  void anAddressInOtherLettersIsTheSameAddress() {
    User twin = new User(ULIDS.next(), "auth0|twin", (user + "@example.COM").toLowerCase(), "twin");

    assertThatThrownBy(() -> store(twin))
        .satisfies(
            failure ->
                assertThat(DatabaseErrors.of(failure))
                    .hasValueSatisfying(
                        error -> {
                          assertThat(error.kind()).isEqualTo(DatabaseError.Kind.DUPLICATE);
                          assertThat(error.constraint()).hasValue("users_email_any_case_key");
                        }));
  }
}

package dev.commitcast.persistence.chat;

import dev.commitcast.domain.chat.Channel;
import dev.commitcast.domain.chat.Message;
import dev.commitcast.domain.chat.Person;
import dev.commitcast.domain.ulid.Ulid;
import dev.commitcast.persistence.change.ChangeContext;
import dev.commitcast.persistence.change.JpaDatabase;
import dev.commitcast.persistence.guard.GuardedWork;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The chat's repositories for somebody, each call in a transaction of its own. */
public record GuardedChat(JpaDatabase database, GuardedWork work, ChangeContext why) {
  public Message post(Message message) {
    return messages(each -> each.post(message, why));
  }

  public List<Message> newest(Ulid channel) {
    return messages(each -> each.newest(channel, 100));
  }

  public Optional<Message> delete(Ulid channel, Ulid id) {
    return messages(each -> each.delete(channel, id, Instant.now(), why));
  }

  public List<Channel> channels() {
    return channels(each -> each.list(100));
  }

  public Optional<Channel> channel(Ulid id) {
    return channels(each -> each.find(id));
  }

  public List<Person> people() {
    return users(each -> each.list(100));
  }

  public Optional<Person> person(Ulid id) {
    return users(each -> each.find(id));
  }

  private <T> T messages(Function<Messages, T> use) {
    Messages messages = new Messages();
    messages.guarded = work;
    return database.inTransaction(
        entities -> {
          messages.entities = entities;
          return use.apply(messages);
        });
  }

  private <T> T channels(Function<Channels, T> use) {
    Channels channels = new Channels();
    channels.guarded = work;
    return database.inTransaction(
        entities -> {
          channels.entities = entities;
          return use.apply(channels);
        });
  }

  private <T> T users(Function<Users, T> use) {
    Users users = new Users();
    users.guarded = work;
    return database.inTransaction(
        entities -> {
          users.entities = entities;
          return use.apply(users);
        });
  }
}

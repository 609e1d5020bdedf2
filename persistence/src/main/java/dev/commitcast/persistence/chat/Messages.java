package dev.commitcast.persistence.chat;

import dev.commitcast.domain.chat.Channel;
import dev.commitcast.domain.chat.Message;
import dev.commitcast.domain.ulid.Ulid;
import dev.commitcast.persistence.change.ChangeContext;
import dev.commitcast.persistence.error.UnknownRowException;
import dev.commitcast.persistence.guard.GuardedWork;
import dev.commitcast.persistence.retry.TriedAgain;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** All messages that are not deleted. Thread-safe. */
@ApplicationScoped
public class Messages {
  public static final String CHANNEL = "channel_id";
  public static final String USER = "user_id";

  @PersistenceContext(unitName = "commitcast")
  EntityManager entities;

  @Inject GuardedWork guarded = GuardedWork.UNGUARDED;

  /**
   * Stores a new message and reads back what the database added.
   *
   * @throws UnknownRowException if channel or user are not there
   */
  @TriedAgain
  @Transactional
  public Message post(Message message, ChangeContext context) {
    context.applyTo(entities);
    guarded.restrict(entities);
    Channel channel = entities.find(Channel.class, message.channelId().value());
    if (channel == null || channel.isDeleted()) {
      throw new UnknownRowException(CHANNEL, "channel", message.channelId().value());
    }
    if (!isKnown(message.userId())) {
      throw new UnknownRowException(USER, "user", message.userId().value());
    }
    entities.persist(message);
    entities.flush();
    entities.refresh(message);
    return message;
  }

  /** Without what the role for requests may not read. */
  private boolean isKnown(Ulid user) {
    return entities
        .createQuery(
            "SELECT u.id FROM User u WHERE u.id = :id AND u.deletedAt IS NULL", String.class)
        .setParameter("id", user.value())
        .getResultStream()
        .findFirst()
        .isPresent();
  }

  /** The newest of a channel, oldest of them first. */
  @TriedAgain(reads = true)
  @Transactional
  public List<Message> newest(Ulid channel, int limit) {
    guarded.restrict(entities);
    List<Message> found =
        new ArrayList<>(
            entities
                .createQuery(
                    "SELECT m FROM Message m WHERE m.channelId = :channel AND m.deletedAt IS NULL"
                        + " ORDER BY m.createdAt DESC, m.id DESC",
                    Message.class)
                .setParameter("channel", channel.value())
                .setMaxResults(limit)
                .getResultList());
    Collections.reverse(found);
    return found;
  }

  /** Deletes it softly; empty if the channel has no such message, or no longer. */
  @TriedAgain
  @Transactional
  public Optional<Message> delete(Ulid channel, Ulid id, Instant at, ChangeContext context) {
    context.applyTo(entities);
    guarded.restrict(entities);
    Message message = entities.find(Message.class, id.value(), LockModeType.PESSIMISTIC_WRITE);
    if (message == null || message.isDeleted() || !message.channelId().equals(channel)) {
      return Optional.empty();
    }
    message.delete(at);
    entities.flush();
    return Optional.of(message);
  }
}

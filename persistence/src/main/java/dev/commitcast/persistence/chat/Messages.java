package dev.commitcast.persistence.chat;

import dev.commitcast.domain.chat.Channel;
import dev.commitcast.domain.chat.ChannelMember;
import dev.commitcast.domain.chat.MemberRole;
import dev.commitcast.domain.chat.MembershipKey;
import dev.commitcast.domain.chat.Message;
import dev.commitcast.domain.ulid.Ulid;
import dev.commitcast.persistence.change.ChangeContext;
import dev.commitcast.persistence.error.NotPermittedException;
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
    return store(message, context);
  }

  /**
   * The same for an author who must be a member that may speak, until the message is stored.
   *
   * @throws UnknownRowException if channel or user are not there, or the user is no member
   * @throws NotPermittedException if the member is a guest
   */
  @TriedAgain
  @Transactional
  public Message postAsMember(Message message, ChangeContext context) {
    // the lock is not for the role that serves requests
    guarded.ready();
    MemberRole role =
        roleOf(message.userId(), message.channelId())
            .orElseThrow(
                () -> new UnknownRowException(CHANNEL, "channel", message.channelId().value()));
    if (!role.maySpeak()) {
      throw new NotPermittedException("A guest of a channel reads and does not post.");
    }
    return store(message, context);
  }

  /** Locks the membership against its end until the transaction is over. */
  private Optional<MemberRole> roleOf(Ulid user, Ulid channel) {
    return Optional.ofNullable(
            entities.find(
                ChannelMember.class,
                new MembershipKey(channel, user),
                LockModeType.PESSIMISTIC_READ))
        .map(ChannelMember::role);
  }

  private Message store(Message message, ChangeContext context) {
    guarded.restrict(entities);
    context.applyTo(entities);
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

  /**
   * The same for one who must be its author, or run the channel; empty also for who is no member.
   *
   * @throws NotPermittedException if it is another's message and the member does not moderate
   */
  @TriedAgain
  @Transactional
  public Optional<Message> deleteAsMember(
      Ulid channel, Ulid id, Ulid by, Instant at, ChangeContext context) {
    guarded.ready();
    Optional<MemberRole> role = roleOf(by, channel);
    if (role.isEmpty()) {
      return Optional.empty();
    }
    // before the restriction to what the caller may change, which would only say that it is not
    // there
    Message message = entities.find(Message.class, id.value());
    if (message != null
        && !message.isDeleted()
        && message.channelId().equals(channel)
        && !message.userId().equals(by)
        && !role.get().mayModerate()) {
      throw new NotPermittedException(
          "A message is deleted by its author, or by who runs the channel.");
    }
    return remove(channel, id, at, context);
  }

  /** Deletes it softly; empty if the channel has no such message, or no longer. */
  @TriedAgain
  @Transactional
  public Optional<Message> delete(Ulid channel, Ulid id, Instant at, ChangeContext context) {
    return remove(channel, id, at, context);
  }

  private Optional<Message> remove(Ulid channel, Ulid id, Instant at, ChangeContext context) {
    guarded.restrict(entities);
    context.applyTo(entities);
    Message message = entities.find(Message.class, id.value(), LockModeType.PESSIMISTIC_WRITE);
    if (message == null || message.isDeleted() || !message.channelId().equals(channel)) {
      return Optional.empty();
    }
    message.delete(at);
    entities.flush();
    return Optional.of(message);
  }
}

package dev.commitcast.domain.chat;

import dev.commitcast.domain.text.Moment;
import dev.commitcast.domain.ulid.Ulid;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.OffsetDateTime;
import java.util.Optional;

/** One emoji of one user on one message. */
@Entity
@Table(name = "reactions")
public class Reaction {
  @Id
  @NotNull
  @Pattern(regexp = Ulid.PATTERN)
  @Column(name = "id")
  private String id;

  @NotNull
  @Pattern(regexp = Ulid.PATTERN)
  @Column(name = "message_id", updatable = false)
  private String messageId;

  @NotNull
  @Pattern(regexp = Ulid.PATTERN)
  @Column(name = "user_id", updatable = false)
  private String userId;

  @NotBlank
  @Size(max = 50)
  @Column(name = "emoji", updatable = false)
  private String emoji;

  @Convert(converter = Moment.class)
  @Column(name = "created_at", insertable = false, updatable = false)
  private OffsetDateTime createdAt;

  /** For JPA alone. */
  protected Reaction() {}

  public Reaction(Ulid id, Ulid messageId, Ulid userId, String emoji) {
    this.id = id.value();
    this.messageId = messageId.value();
    this.userId = userId.value();
    this.emoji = emoji;
  }

  public Ulid id() {
    return new Ulid(id);
  }

  public Ulid messageId() {
    return new Ulid(messageId);
  }

  public Ulid userId() {
    return new Ulid(userId);
  }

  public String emoji() {
    return emoji;
  }

  /** When the database stored it; empty until it has been read back. */
  public Optional<OffsetDateTime> createdAt() {
    return Optional.ofNullable(createdAt);
  }
}

package dev.commitcast.domain.chat;

import dev.commitcast.domain.text.JsonText;
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
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** Something said in a channel. */
@Entity
@Table(name = "messages")
public class Message {
  /** Characters; a longer text is a file. */
  public static final int MAX_CONTENT = 1_048_576;

  @Id
  @NotNull
  @Pattern(regexp = Ulid.PATTERN)
  @Column(name = "id")
  private String id;

  @NotNull
  @Pattern(regexp = Ulid.PATTERN)
  @Column(name = "channel_id", updatable = false)
  private String channelId;

  @NotNull
  @Pattern(regexp = Ulid.PATTERN)
  @Column(name = "user_id", updatable = false)
  private String userId;

  @NotBlank
  @Size(max = MAX_CONTENT)
  @Column(name = "content")
  private String content;

  @Convert(converter = JsonText.class)
  @Column(name = "metadata")
  private String metadata;

  @Convert(converter = Moment.class)
  @Column(name = "created_at", insertable = false, updatable = false)
  private OffsetDateTime createdAt;

  @Convert(converter = Moment.class)
  @Column(name = "updated_at", insertable = false, updatable = false)
  private OffsetDateTime updatedAt;

  @Convert(converter = Moment.class)
  @Column(name = "deleted_at")
  private OffsetDateTime deletedAt;

  /** For JPA alone. */
  protected Message() {}

  /**
   * A new message.
   *
   * @param metadata JSON text, or {@code null}
   */
  public Message(Ulid id, Ulid channelId, Ulid userId, String content, String metadata) {
    this.id = id.value();
    this.channelId = channelId.value();
    this.userId = userId.value();
    this.content = content;
    this.metadata = metadata;
  }

  public Ulid id() {
    return new Ulid(id);
  }

  public Ulid channelId() {
    return new Ulid(channelId);
  }

  public Ulid userId() {
    return new Ulid(userId);
  }

  public String content() {
    return content;
  }

  /** JSON text. */
  public Optional<String> metadata() {
    return Optional.ofNullable(metadata);
  }

  public void edit(String newContent) {
    content = newContent;
  }

  /** When the database stored it; empty until it has been read back. */
  public Optional<OffsetDateTime> createdAt() {
    return Optional.ofNullable(createdAt);
  }

  public Optional<OffsetDateTime> updatedAt() {
    return Optional.ofNullable(updatedAt);
  }

  public Optional<OffsetDateTime> deletedAt() {
    return Optional.ofNullable(deletedAt);
  }

  public boolean isDeleted() {
    return deletedAt != null;
  }

  /** Hides it from now on; the first time counts. */
  public void delete(Instant at) {
    if (deletedAt == null) {
      deletedAt = at.atOffset(ZoneOffset.UTC);
    }
  }
}

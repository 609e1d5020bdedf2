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
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.time.OffsetDateTime;
import java.util.Optional;

/** A file whose bytes lie elsewhere; it may be uploaded before its message is posted. */
@Entity
@Table(name = "files")
public class Attachment {
  @Id
  @NotNull
  @Pattern(regexp = Ulid.PATTERN)
  @Column(name = "id")
  private String id;

  @Pattern(regexp = Ulid.PATTERN)
  @Column(name = "message_id")
  private String messageId;

  @NotBlank
  @Size(max = 255)
  @Column(name = "name")
  private String name;

  @NotBlank
  @Size(max = 100)
  @Column(name = "type")
  private String type;

  @PositiveOrZero
  @Column(name = "size")
  private long size;

  @NotBlank
  @Column(name = "url")
  private String url;

  @Convert(converter = Moment.class)
  @Column(name = "created_at", insertable = false, updatable = false)
  private OffsetDateTime createdAt;

  /** For JPA alone. */
  protected Attachment() {}

  /**
   * A new file, not yet part of a message.
   *
   * @param type media type, such as {@code image/png}
   * @param size in bytes
   */
  public Attachment(Ulid id, String name, String type, long size, String url) {
    this.id = id.value();
    this.name = name;
    this.type = type;
    this.size = size;
    this.url = url;
  }

  /** Makes it part of a message. */
  public void attachTo(Ulid message) {
    messageId = message.value();
  }

  public Ulid id() {
    return new Ulid(id);
  }

  public Optional<Ulid> messageId() {
    return Optional.ofNullable(messageId).map(Ulid::new);
  }

  public String name() {
    return name;
  }

  public String type() {
    return type;
  }

  public long size() {
    return size;
  }

  public String url() {
    return url;
  }

  /** When the database stored it; empty until it has been read back. */
  public Optional<OffsetDateTime> createdAt() {
    return Optional.ofNullable(createdAt);
  }
}

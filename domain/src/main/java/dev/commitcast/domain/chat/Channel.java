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
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** A place to talk. */
@Entity
@Table(name = "channels")
public class Channel {
  @Id
  @NotNull
  @Pattern(regexp = Ulid.PATTERN)
  @Column(name = "id")
  private String id;

  @NotBlank
  @Size(max = 255)
  @Column(name = "name")
  private String name;

  @Column(name = "description")
  private String description;

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
  protected Channel() {}

  /** A new channel; the description may be {@code null}. */
  public Channel(Ulid id, String name, String description) {
    this.id = id.value();
    this.name = name;
    this.description = description;
  }

  public Ulid id() {
    return new Ulid(id);
  }

  public String name() {
    return name;
  }

  public Optional<String> description() {
    return Optional.ofNullable(description);
  }

  public void rename(String newName) {
    name = newName;
  }

  public void describe(String newDescription) {
    description = newDescription;
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

package dev.commitcast.domain.chat;

import dev.commitcast.domain.text.Moment;
import dev.commitcast.domain.ulid.Ulid;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** A person who talks. Not thread-safe, as no entity is. */
@Entity
@Table(name = "users")
public class User {
  @Id
  @NotNull
  @Pattern(regexp = Ulid.PATTERN)
  @Column(name = "id")
  private String id;

  @NotBlank
  @Size(max = 128)
  @Column(name = "auth0_id")
  private String auth0Id;

  @NotBlank
  @Email
  @Size(max = 255)
  @Column(name = "email")
  private String email;

  @NotBlank
  @Size(max = 255)
  @Column(name = "username")
  private String username;

  @Size(max = 255)
  @Column(name = "full_name")
  private String fullName;

  @Column(name = "avatar_url")
  private String avatarUrl;

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
  protected User() {}

  /**
   * A new user.
   *
   * @param auth0Id subject at the identity provider
   * @param email unique, whatever its case
   */
  public User(Ulid id, String auth0Id, String email, String username) {
    this.id = id.value();
    this.auth0Id = auth0Id;
    this.email = email;
    this.username = username;
  }

  public Ulid id() {
    return new Ulid(id);
  }

  public String auth0Id() {
    return auth0Id;
  }

  public String email() {
    return email;
  }

  public String username() {
    return username;
  }

  public Optional<String> fullName() {
    return Optional.ofNullable(fullName);
  }

  public Optional<String> avatarUrl() {
    return Optional.ofNullable(avatarUrl);
  }

  /** Changes what others see of the user; {@code null} takes an optional part away. */
  public void introduceAs(String newUsername, String newFullName, String newAvatarUrl) {
    username = newUsername;
    fullName = newFullName;
    avatarUrl = newAvatarUrl;
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

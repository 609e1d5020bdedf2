package dev.commitcast.domain.chat;

import dev.commitcast.domain.text.Moment;
import dev.commitcast.domain.ulid.Ulid;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** Whether a user is here. */
@Entity
@Table(name = "user_status")
public class UserStatus {
  @Id
  @NotNull
  @Pattern(regexp = Ulid.PATTERN)
  @Column(name = "user_id")
  private String userId;

  @NotNull
  @Convert(converter = Presence.Column.class)
  @Column(name = "status")
  private Presence status;

  @NotNull
  @Convert(converter = Moment.class)
  @Column(name = "last_seen")
  private OffsetDateTime lastSeen;

  @Column(name = "custom_status")
  private String customStatus;

  /** For JPA alone. */
  protected UserStatus() {}

  public UserStatus(Ulid userId, Presence status, Instant lastSeen) {
    this.userId = userId.value();
    this.status = status;
    this.lastSeen = lastSeen.atOffset(ZoneOffset.UTC);
  }

  public Ulid userId() {
    return new Ulid(userId);
  }

  public Presence status() {
    return status;
  }

  public OffsetDateTime lastSeen() {
    return lastSeen;
  }

  public Optional<String> customStatus() {
    return Optional.ofNullable(customStatus);
  }

  public void seen(Presence newStatus, Instant at) {
    status = newStatus;
    lastSeen = at.atOffset(ZoneOffset.UTC);
  }

  /** Such as {@code In a meeting}; {@code null} takes it away. */
  public void say(String newCustomStatus) {
    customStatus = newCustomStatus;
  }
}

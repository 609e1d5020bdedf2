package dev.commitcast.domain.chat;

import dev.commitcast.domain.text.JsonText;
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

/** How far a client of a user has caught up with one part of the chat. */
@Entity
@Table(name = "sync_state")
public class SyncState {
  @Id
  @NotNull
  @Pattern(regexp = Ulid.PATTERN)
  @Column(name = "id")
  private String id;

  @NotNull
  @Pattern(regexp = Ulid.PATTERN)
  @Column(name = "user_id", updatable = false)
  private String userId;

  @NotNull
  @Convert(converter = Moment.class)
  @Column(name = "last_sync")
  private OffsetDateTime lastSync;

  @NotNull
  @Convert(converter = SyncType.Column.class)
  @Column(name = "sync_type", updatable = false)
  private SyncType type;

  @Convert(converter = JsonText.class)
  @Column(name = "metadata")
  private String metadata;

  /** For JPA alone. */
  protected SyncState() {}

  public SyncState(Ulid id, Ulid userId, SyncType type, Instant lastSync) {
    this.id = id.value();
    this.userId = userId.value();
    this.type = type;
    this.lastSync = lastSync.atOffset(ZoneOffset.UTC);
  }

  public Ulid id() {
    return new Ulid(id);
  }

  public Ulid userId() {
    return new Ulid(userId);
  }

  public SyncType type() {
    return type;
  }

  public OffsetDateTime lastSync() {
    return lastSync;
  }

  /** JSON text. */
  public Optional<String> metadata() {
    return Optional.ofNullable(metadata);
  }

  /** Moves on; never back, whatever the order in which clients report. */
  public void caughtUp(Instant at, String newMetadata) {
    OffsetDateTime reached = at.atOffset(ZoneOffset.UTC);
    if (reached.isAfter(lastSync)) {
      lastSync = reached;
      metadata = newMetadata;
    }
  }
}

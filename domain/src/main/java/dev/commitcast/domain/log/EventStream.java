package dev.commitcast.domain.log;

import dev.commitcast.domain.text.JsonText;
import dev.commitcast.domain.text.Moment;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityListeners;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * A stream that somebody appended to. Read-only: {@code append} moves it under a lock of its row.
 */
@Entity
@EntityListeners(OwnedByTheDatabase.class)
@Table(name = "streams")
public class EventStream {
  @Id
  @Column(name = "stream_id")
  private String id;

  @Column(name = "stream_version", insertable = false, updatable = false)
  private Long version;

  @Convert(converter = Moment.class)
  @Column(name = "created_at", insertable = false, updatable = false)
  private OffsetDateTime createdAt;

  @Convert(converter = Moment.class)
  @Column(name = "updated_at", insertable = false, updatable = false)
  private OffsetDateTime updatedAt;

  @Convert(converter = Moment.class)
  @Column(name = "deleted_at", insertable = false, updatable = false)
  private OffsetDateTime deletedAt;

  @Column(name = "truncate_before", insertable = false, updatable = false)
  private Long truncateBefore;

  @Convert(converter = JsonText.class)
  @Column(name = "metadata", insertable = false, updatable = false)
  private String metadata;

  /** For JPA alone. */
  protected EventStream() {}

  public String id() {
    return id;
  }

  /** The version of its last event. */
  public long version() {
    return version;
  }

  public OffsetDateTime createdAt() {
    return createdAt;
  }

  public OffsetDateTime updatedAt() {
    return updatedAt;
  }

  public Optional<OffsetDateTime> deletedAt() {
    return Optional.ofNullable(deletedAt);
  }

  /** The first version that its readers are shown. */
  public long truncateBefore() {
    return truncateBefore;
  }

  /** JSON text. */
  public Optional<String> metadata() {
    return Optional.ofNullable(metadata);
  }
}

package dev.commitcast.domain.log;

import dev.commitcast.domain.text.Moment;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityListeners;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;

/** The state of an aggregate at a version of its stream. Read-only: loads keep them. */
@Entity
@EntityListeners(OwnedByTheDatabase.class)
@Table(name = "snapshots")
public class StreamSnapshot {
  @EmbeddedId private SnapshotKey key;

  @Column(name = "first_version", insertable = false, updatable = false)
  private Long firstVersion;

  @Column(name = "stream_version", insertable = false, updatable = false)
  private Long version;

  @Column(name = "state", insertable = false, updatable = false)
  private String state;

  @Convert(converter = Moment.class)
  @Column(name = "taken_at", insertable = false, updatable = false)
  private OffsetDateTime takenAt;

  /** For JPA alone. */
  protected StreamSnapshot() {}

  public SnapshotKey key() {
    return key;
  }

  /** Where readers of the stream began when it was taken. */
  public long firstVersion() {
    return firstVersion;
  }

  /** The version of the last event in it. */
  public long version() {
    return version;
  }

  /** As the application prints it. */
  public String state() {
    return state;
  }

  public OffsetDateTime takenAt() {
    return takenAt;
  }
}

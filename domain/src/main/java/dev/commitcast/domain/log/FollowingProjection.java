package dev.commitcast.domain.log;

import dev.commitcast.domain.text.Moment;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityListeners;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;
import java.util.Optional;

/** A projection that follows the log. Read-only: it is moved by whoever holds its row. */
@Entity
@EntityListeners(OwnedByTheDatabase.class)
@Table(name = "projections")
public class FollowingProjection {
  @Id
  @Column(name = "name")
  private String name;

  @Column(name = "position", insertable = false, updatable = false)
  private Long position;

  @Column(name = "attempts", insertable = false, updatable = false)
  private Integer attempts;

  @Column(name = "error", insertable = false, updatable = false)
  private String error;

  @Convert(converter = Moment.class)
  @Column(name = "failed_at", insertable = false, updatable = false)
  private OffsetDateTime failedAt;

  @Convert(converter = Moment.class)
  @Column(name = "created_at", insertable = false, updatable = false)
  private OffsetDateTime createdAt;

  @Convert(converter = Moment.class)
  @Column(name = "moved_at", insertable = false, updatable = false)
  private OffsetDateTime movedAt;

  @Convert(converter = Moment.class)
  @Column(name = "rebuilt_at", insertable = false, updatable = false)
  private OffsetDateTime rebuiltAt;

  /** For JPA alone. */
  protected FollowingProjection() {}

  public String name() {
    return name;
  }

  /** Everything up to this version of the log is in its tables. */
  public long position() {
    return position;
  }

  /** How often what comes next has failed. */
  public int attempts() {
    return attempts;
  }

  public Optional<String> error() {
    return Optional.ofNullable(error);
  }

  public Optional<OffsetDateTime> failedAt() {
    return Optional.ofNullable(failedAt);
  }

  public OffsetDateTime createdAt() {
    return createdAt;
  }

  public Optional<OffsetDateTime> movedAt() {
    return Optional.ofNullable(movedAt);
  }

  public Optional<OffsetDateTime> rebuiltAt() {
    return Optional.ofNullable(rebuiltAt);
  }
}

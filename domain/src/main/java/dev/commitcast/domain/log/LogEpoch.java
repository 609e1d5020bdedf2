package dev.commitcast.domain.log;

import dev.commitcast.domain.text.Moment;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityListeners;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;

/**
 * A stretch of the log in which no version was lost. Read-only: a new one begins when the sequencer
 * finds itself on another timeline or cluster.
 */
@Entity
@EntityListeners(OwnedByTheDatabase.class)
@Table(name = "log_epochs")
public class LogEpoch {
  @Id
  @Column(name = "epoch")
  private Integer epoch;

  @Column(name = "from_version", insertable = false, updatable = false)
  private Long fromVersion;

  @Column(name = "timeline", insertable = false, updatable = false)
  private Integer timeline;

  @Column(name = "system_identifier", insertable = false, updatable = false)
  private String systemIdentifier;

  @Column(name = "reason", insertable = false, updatable = false)
  private String reason;

  @Convert(converter = Moment.class)
  @Column(name = "started_at", insertable = false, updatable = false)
  private OffsetDateTime startedAt;

  /** For JPA alone. */
  protected LogEpoch() {}

  public int epoch() {
    return epoch;
  }

  /** Its first version. */
  public long fromVersion() {
    return fromVersion;
  }

  public int timeline() {
    return timeline;
  }

  public String systemIdentifier() {
    return systemIdentifier;
  }

  public String reason() {
    return reason;
  }

  public OffsetDateTime startedAt() {
    return startedAt;
  }
}

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

/**
 * Who gives the versions: the only row of its table. Read-only: a node writes it when it is
 * elected.
 */
@Entity
@EntityListeners(OwnedByTheDatabase.class)
@Table(name = "sequencer")
public class Sequencer {
  @Id
  @Column(name = "only_row")
  private Boolean onlyRow;

  @Column(name = "leader", insertable = false, updatable = false)
  private String leader;

  @Convert(converter = Moment.class)
  @Column(name = "since", insertable = false, updatable = false)
  private OffsetDateTime since;

  /** For JPA alone. */
  protected Sequencer() {}

  /** Always true: the key that keeps a second row out. */
  public boolean onlyRow() {
    return onlyRow;
  }

  /** The node; empty before the first election. */
  public Optional<String> leader() {
    return Optional.ofNullable(leader);
  }

  public Optional<OffsetDateTime> since() {
    return Optional.ofNullable(since);
  }
}

package dev.commitcast.domain.chat;

import dev.commitcast.domain.text.Moment;
import dev.commitcast.domain.ulid.Ulid;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.OffsetDateTime;
import java.util.Optional;

/** That a user has read a message. */
@Entity
@Table(name = "message_reads")
public class MessageRead {
  @Valid @NotNull @EmbeddedId private ReadKey key;

  @Convert(converter = Moment.class)
  @Column(name = "read_at", insertable = false, updatable = false)
  private OffsetDateTime readAt;

  /** For JPA alone. */
  protected MessageRead() {}

  public MessageRead(Ulid messageId, Ulid userId) {
    this.key = new ReadKey(messageId, userId);
  }

  public ReadKey key() {
    return key;
  }

  public Optional<OffsetDateTime> readAt() {
    return Optional.ofNullable(readAt);
  }
}

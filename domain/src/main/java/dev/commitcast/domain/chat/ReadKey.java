package dev.commitcast.domain.chat;

import dev.commitcast.domain.ulid.Ulid;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.io.Serializable;
import java.util.Objects;

/** Which message read by which user. Immutable in effect. */
@Embeddable
public class ReadKey implements Serializable {
  private static final long serialVersionUID = 1L;

  @NotNull
  @Pattern(regexp = Ulid.PATTERN)
  @Column(name = "message_id")
  private String messageId;

  @NotNull
  @Pattern(regexp = Ulid.PATTERN)
  @Column(name = "user_id")
  private String userId;

  /** For JPA alone. */
  protected ReadKey() {}

  public ReadKey(Ulid messageId, Ulid userId) {
    this.messageId = messageId.value();
    this.userId = userId.value();
  }

  public Ulid messageId() {
    return new Ulid(messageId);
  }

  public Ulid userId() {
    return new Ulid(userId);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ReadKey that
        && Objects.equals(messageId, that.messageId)
        && Objects.equals(userId, that.userId);
  }

  @Override
  public int hashCode() {
    return Objects.hash(messageId, userId);
  }

  @Override
  public String toString() {
    return messageId + "/" + userId;
  }
}

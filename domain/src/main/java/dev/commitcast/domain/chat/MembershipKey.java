package dev.commitcast.domain.chat;

import dev.commitcast.domain.ulid.Ulid;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.io.Serializable;
import java.util.Objects;

/** Which user in which channel. Immutable in effect. */
@Embeddable
public class MembershipKey implements Serializable {
  private static final long serialVersionUID = 1L;

  @NotNull
  @Pattern(regexp = Ulid.PATTERN)
  @Column(name = "channel_id")
  private String channelId;

  @NotNull
  @Pattern(regexp = Ulid.PATTERN)
  @Column(name = "user_id")
  private String userId;

  /** For JPA alone. */
  protected MembershipKey() {}

  public MembershipKey(Ulid channelId, Ulid userId) {
    this.channelId = channelId.value();
    this.userId = userId.value();
  }

  public Ulid channelId() {
    return new Ulid(channelId);
  }

  public Ulid userId() {
    return new Ulid(userId);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MembershipKey that
        && Objects.equals(channelId, that.channelId)
        && Objects.equals(userId, that.userId);
  }

  @Override
  public int hashCode() {
    return Objects.hash(channelId, userId);
  }

  @Override
  public String toString() {
    return channelId + "/" + userId;
  }
}

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

/** A user's place in a channel. */
@Entity
@Table(name = "channel_members")
public class ChannelMember {
  @Valid @NotNull @EmbeddedId private MembershipKey key;

  @NotNull
  @Convert(converter = MemberRole.Column.class)
  @Column(name = "role")
  private MemberRole role;

  @Convert(converter = Moment.class)
  @Column(name = "joined_at", insertable = false, updatable = false)
  private OffsetDateTime joinedAt;

  /** For JPA alone. */
  protected ChannelMember() {}

  public ChannelMember(Ulid channelId, Ulid userId, MemberRole role) {
    this.key = new MembershipKey(channelId, userId);
    this.role = role;
  }

  public MembershipKey key() {
    return key;
  }

  public MemberRole role() {
    return role;
  }

  public void become(MemberRole newRole) {
    role = newRole;
  }

  public Optional<OffsetDateTime> joinedAt() {
    return Optional.ofNullable(joinedAt);
  }
}

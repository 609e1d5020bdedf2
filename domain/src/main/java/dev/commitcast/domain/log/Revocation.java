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

/** A token, or the older tokens of a user, that are not trusted any more. Read-only. */
@Entity
@EntityListeners(OwnedByTheDatabase.class)
@Table(name = "revocations")
public class Revocation {
  @Id
  @Column(name = "id")
  private Long id;

  @Column(name = "token_id", insertable = false, updatable = false)
  private String tokenId;

  @Column(name = "user_id", insertable = false, updatable = false)
  private String userId;

  @Convert(converter = Moment.class)
  @Column(name = "issued_until", insertable = false, updatable = false)
  private OffsetDateTime issuedUntil;

  @Convert(converter = Moment.class)
  @Column(name = "expires_at", insertable = false, updatable = false)
  private OffsetDateTime expiresAt;

  @Convert(converter = Moment.class)
  @Column(name = "revoked_at", insertable = false, updatable = false)
  private OffsetDateTime revokedAt;

  @Column(name = "reason", insertable = false, updatable = false)
  private String reason;

  /** For JPA alone. */
  protected Revocation() {}

  public long id() {
    return id;
  }

  /** Empty if it concerns a user. */
  public Optional<String> tokenId() {
    return Optional.ofNullable(tokenId);
  }

  /** Empty if it concerns one token. */
  public Optional<String> userId() {
    return Optional.ofNullable(userId);
  }

  /** Of a user's tokens, those that were issued later are good. */
  public OffsetDateTime issuedUntil() {
    return issuedUntil;
  }

  /** From when on no such token can be valid anyhow; empty for never. */
  public Optional<OffsetDateTime> expiresAt() {
    return Optional.ofNullable(expiresAt);
  }

  public OffsetDateTime revokedAt() {
    return revokedAt;
  }

  public Optional<String> reason() {
    return Optional.ofNullable(reason);
  }
}

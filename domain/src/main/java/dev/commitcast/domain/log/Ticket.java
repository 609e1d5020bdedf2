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

/** A ticket that nobody has used yet. Read-only: it is made and used up by statements alone. */
@Entity
@EntityListeners(OwnedByTheDatabase.class)
@Table(name = "tickets")
public class Ticket {
  @Id
  @Column(name = "digest")
  private byte[] digest;

  @Convert(converter = JsonText.class)
  @Column(name = "caller", insertable = false, updatable = false)
  private String caller;

  @Convert(converter = Moment.class)
  @Column(name = "expires_at", insertable = false, updatable = false)
  private OffsetDateTime expiresAt;

  /** For JPA alone. */
  protected Ticket() {}

  /** SHA-256 of what its holder has. */
  public byte[] digest() {
    return digest.clone();
  }

  /** Whom it admits; JSON text. */
  public String caller() {
    return caller;
  }

  public OffsetDateTime expiresAt() {
    return expiresAt;
  }
}

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

/** An import, and how far it has come. Read-only. */
@Entity
@EntityListeners(OwnedByTheDatabase.class)
@Table(name = "transfers")
public class Transfer {
  @Id
  @Column(name = "id")
  private String id;

  @Column(name = "format", insertable = false, updatable = false)
  private String format;

  @Column(name = "name", insertable = false, updatable = false)
  private String name;

  @Column(name = "fingerprint", insertable = false, updatable = false)
  private String fingerprint;

  @Column(name = "digest", insertable = false, updatable = false)
  private String digest;

  @Column(name = "state", insertable = false, updatable = false)
  private String state;

  @Column(name = "place", insertable = false, updatable = false)
  private Long place;

  @Column(name = "line", insertable = false, updatable = false)
  private Long line;

  @Column(name = "size", insertable = false, updatable = false)
  private Long size;

  @Column(name = "added", insertable = false, updatable = false)
  private Long added;

  @Column(name = "repeated", insertable = false, updatable = false)
  private Long repeated;

  @Column(name = "faulty", insertable = false, updatable = false)
  private Long faulty;

  @Convert(converter = JsonText.class)
  @Column(name = "faults", insertable = false, updatable = false)
  private String faults;

  @Convert(converter = Moment.class)
  @Column(name = "started_at", insertable = false, updatable = false)
  private OffsetDateTime startedAt;

  @Convert(converter = Moment.class)
  @Column(name = "updated_at", insertable = false, updatable = false)
  private OffsetDateTime updatedAt;

  /** For JPA alone. */
  protected Transfer() {}

  public String id() {
    return id;
  }

  public String format() {
    return format;
  }

  /** What people call it, such as the name of the file. */
  public String name() {
    return name;
  }

  /** By which an interrupted import is found again. */
  public String fingerprint() {
    return fingerprint;
  }

  /** Of the content up to the place. */
  public String digest() {
    return digest;
  }

  public String state() {
    return state;
  }

  /** Where to go on: bytes of a text, versions of a table. */
  public long place() {
    return place;
  }

  /** The line or row that was read last. */
  public long line() {
    return line;
  }

  /** The end of the places. */
  public long size() {
    return size;
  }

  public long added() {
    return added;
  }

  public long repeated() {
    return repeated;
  }

  public long faulty() {
    return faulty;
  }

  /** The first of what could not be taken, with line and reason; JSON text. */
  public String faults() {
    return faults;
  }

  public OffsetDateTime startedAt() {
    return startedAt;
  }

  public OffsetDateTime updatedAt() {
    return updatedAt;
  }
}

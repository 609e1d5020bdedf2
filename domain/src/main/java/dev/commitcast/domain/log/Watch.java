package dev.commitcast.domain.log;

import dev.commitcast.domain.text.JsonText;
import dev.commitcast.domain.text.Moment;
import dev.commitcast.domain.text.TextArray;
import dev.commitcast.domain.text.TypeText;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityListeners;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * What {@code watch} has set up for one table and channel. Read-only: its triggers must change with
 * it, so call {@code watch} and {@code unwatch}.
 */
@Entity
@EntityListeners(OwnedByTheDatabase.class)
@Table(name = "watches")
public class Watch {
  @Id
  @Column(name = "id")
  private Integer id;

  @Convert(converter = TypeText.class)
  @Column(name = "relation", insertable = false, updatable = false)
  private String relation;

  @Column(name = "channel", insertable = false, updatable = false)
  private String channel;

  @Column(name = "room", insertable = false, updatable = false)
  private String room;

  @Column(name = "room_function", insertable = false, updatable = false)
  private String roomFunction;

  @Convert(converter = TextArray.class)
  @Column(name = "columns", insertable = false, updatable = false)
  private List<String> columns;

  @Convert(converter = TextArray.class)
  @Column(name = "except_columns", insertable = false, updatable = false)
  private List<String> exceptColumns;

  @Convert(converter = TextArray.class)
  @Column(name = "when_changed", insertable = false, updatable = false)
  private List<String> whenChanged;

  @Convert(converter = TextArray.class)
  @Column(name = "operations", insertable = false, updatable = false)
  private List<String> operations;

  @Column(name = "notify", insertable = false, updatable = false)
  private Boolean notifies;

  @Convert(converter = JsonText.class)
  @Column(name = "payload", insertable = false, updatable = false)
  private String payload;

  @Convert(converter = TextArray.class)
  @Column(name = "captured", insertable = false, updatable = false)
  private List<String> captured;

  @Convert(converter = TextArray.class)
  @Column(name = "key_columns", insertable = false, updatable = false)
  private List<String> keyColumns;

  @Column(name = "stream_prefix", insertable = false, updatable = false)
  private String streamPrefix;

  @Convert(converter = Moment.class)
  @Column(name = "created_at", insertable = false, updatable = false)
  private OffsetDateTime createdAt;

  @Convert(converter = Moment.class)
  @Column(name = "updated_at", insertable = false, updatable = false)
  private OffsetDateTime updatedAt;

  /** For JPA alone. */
  protected Watch() {}

  public int id() {
    return id;
  }

  /** The table; with its schema where the search path does not hold it. */
  public String relation() {
    return relation;
  }

  /** The type of its events. */
  public String channel() {
    return channel;
  }

  /** Template over the row. */
  public Optional<String> room() {
    return Optional.ofNullable(room);
  }

  public Optional<String> roomFunction() {
    return Optional.ofNullable(roomFunction);
  }

  /** The chosen columns; empty when nobody chose. */
  public Optional<List<String>> columns() {
    return Optional.ofNullable(columns).map(List::copyOf);
  }

  public Optional<List<String>> exceptColumns() {
    return Optional.ofNullable(exceptColumns).map(List::copyOf);
  }

  public Optional<List<String>> whenChanged() {
    return Optional.ofNullable(whenChanged).map(List::copyOf);
  }

  public List<String> operations() {
    return List.copyOf(operations);
  }

  /** Whether programs that LISTEN in plain PostgreSQL are told too. */
  public boolean notifies() {
    return notifies;
  }

  /** JSON text. */
  public Optional<String> payload() {
    return Optional.ofNullable(payload);
  }

  /** The columns that its events hold. */
  public List<String> captured() {
    return List.copyOf(captured);
  }

  /** The columns that name the stream. */
  public List<String> keyColumns() {
    return List.copyOf(keyColumns);
  }

  public String streamPrefix() {
    return streamPrefix;
  }

  public OffsetDateTime createdAt() {
    return createdAt;
  }

  public OffsetDateTime updatedAt() {
    return updatedAt;
  }
}

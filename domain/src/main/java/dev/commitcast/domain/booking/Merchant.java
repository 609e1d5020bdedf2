package dev.commitcast.domain.booking;

import dev.commitcast.domain.text.Moment;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.OffsetDateTime;
import java.util.Optional;

/** A business that takes bookings. */
@Entity
@Table(name = "merchants")
public class Merchant {
  /** Goes into the name of the room {@code merchant:<id>}. */
  public static final String ID_PATTERN = "[0-9A-Za-z_-]{1,26}";

  @Id
  @NotNull
  @Pattern(regexp = ID_PATTERN)
  @Column(name = "id")
  private String id;

  @NotBlank
  @Size(max = 255)
  @Column(name = "name")
  private String name;

  @Convert(converter = Moment.class)
  @Column(name = "created_at", insertable = false, updatable = false)
  private OffsetDateTime createdAt;

  @Convert(converter = Moment.class)
  @Column(name = "updated_at", insertable = false, updatable = false)
  private OffsetDateTime updatedAt;

  /** For JPA alone. */
  protected Merchant() {}

  /**
   * A new merchant.
   *
   * @param id as the merchant's own system calls it, such as {@code 42}
   */
  public Merchant(String id, String name) {
    this.id = id;
    this.name = name;
  }

  public String id() {
    return id;
  }

  public String name() {
    return name;
  }

  public void rename(String newName) {
    name = newName;
  }

  /** When the database stored it; empty until it has been read back. */
  public Optional<OffsetDateTime> createdAt() {
    return Optional.ofNullable(createdAt);
  }

  public Optional<OffsetDateTime> updatedAt() {
    return Optional.ofNullable(updatedAt);
  }
}

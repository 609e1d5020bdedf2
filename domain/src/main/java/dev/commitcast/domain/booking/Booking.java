package dev.commitcast.domain.booking;

import dev.commitcast.domain.text.Moment;
import dev.commitcast.domain.ulid.Ulid;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Who comes when for what. */
@Entity
@Table(name = "bookings")
public class Booking {
  @Id
  @NotNull
  @Pattern(regexp = Ulid.PATTERN)
  @Column(name = "id")
  private String id;

  @NotNull
  @Pattern(regexp = Merchant.ID_PATTERN)
  @Column(name = "merchant_id", updatable = false)
  private String merchantId;

  @Size(max = 64)
  @Column(name = "customer_id")
  private String customerId;

  @NotBlank
  @Size(max = 255)
  @Column(name = "customer_name")
  private String customerName;

  @NotBlank
  @Size(max = 255)
  @Column(name = "service")
  private String service;

  @Size(max = 255)
  @Column(name = "staff")
  private String staff;

  @NotNull
  @Convert(converter = Moment.class)
  @Column(name = "starts_at")
  private OffsetDateTime startsAt;

  @NotNull
  @Convert(converter = Moment.class)
  @Column(name = "ends_at")
  private OffsetDateTime endsAt;

  @NotNull
  @Convert(converter = BookingStatus.Column.class)
  @Column(name = "status")
  private BookingStatus status = BookingStatus.PENDING;

  @PositiveOrZero
  @Digits(integer = 10, fraction = 2)
  @Column(name = "price")
  private BigDecimal price;

  @Column(name = "notes")
  private String notes;

  @Convert(converter = Moment.class)
  @Column(name = "created_at", insertable = false, updatable = false)
  private OffsetDateTime createdAt;

  @Convert(converter = Moment.class)
  @Column(name = "updated_at", insertable = false, updatable = false)
  private OffsetDateTime updatedAt;

  /** For JPA alone. */
  protected Booking() {}

  /**
   * A new booking, pending.
   *
   * @throws IllegalArgumentException if it does not end after it starts
   */
  public Booking(
      Ulid id,
      String merchantId,
      String customerName,
      String service,
      OffsetDateTime startsAt,
      OffsetDateTime endsAt) {
    this.id = id.value();
    this.merchantId = merchantId;
    this.customerName = customerName;
    this.service = service;
    place(startsAt, endsAt);
  }

  /**
   * Moves it to another time.
   *
   * @throws IllegalArgumentException if it would not end after it starts
   */
  public void reschedule(OffsetDateTime newStart, OffsetDateTime newEnd) {
    place(newStart, newEnd);
  }

  private void place(OffsetDateTime newStart, OffsetDateTime newEnd) {
    if (!newEnd.isAfter(newStart)) {
      throw new IllegalArgumentException("ends_at must be after starts_at.");
    }
    startsAt = newStart;
    endsAt = newEnd;
  }

  public void become(BookingStatus newStatus) {
    status = newStatus;
  }

  /** Who comes; the id may be {@code null}. */
  public void bookFor(String newCustomerId, String newCustomerName) {
    customerId = newCustomerId;
    customerName = newCustomerName;
  }

  public void changeService(String newService) {
    service = newService;
  }

  public void assign(String newStaff) {
    staff = newStaff;
  }

  public void cost(BigDecimal newPrice) {
    price = newPrice;
  }

  public void note(String newNotes) {
    notes = newNotes;
  }

  public Ulid id() {
    return new Ulid(id);
  }

  public String merchantId() {
    return merchantId;
  }

  public Optional<String> customerId() {
    return Optional.ofNullable(customerId);
  }

  public String customerName() {
    return customerName;
  }

  public String service() {
    return service;
  }

  public Optional<String> staff() {
    return Optional.ofNullable(staff);
  }

  public OffsetDateTime startsAt() {
    return startsAt;
  }

  public OffsetDateTime endsAt() {
    return endsAt;
  }

  public BookingStatus status() {
    return status;
  }

  public Optional<BigDecimal> price() {
    return Optional.ofNullable(price);
  }

  public Optional<String> notes() {
    return Optional.ofNullable(notes);
  }

  /** When the database stored it; empty until it has been read back. */
  public Optional<OffsetDateTime> createdAt() {
    return Optional.ofNullable(createdAt);
  }

  public Optional<OffsetDateTime> updatedAt() {
    return Optional.ofNullable(updatedAt);
  }
}

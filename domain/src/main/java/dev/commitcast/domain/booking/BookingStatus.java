package dev.commitcast.domain.booking;

import dev.commitcast.domain.text.LowerCase;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

/** How far a booking has come. */
public enum BookingStatus {
  PENDING,
  CONFIRMED,
  CHECKED_IN,
  COMPLETED,
  CANCELLED,
  NO_SHOW;

  /** As it is written in the database and in JSON. */
  public String text() {
    return LowerCase.of(this);
  }

  /**
   * Reads what {@link #text()} writes.
   *
   * @throws IllegalArgumentException with the allowed words
   */
  public static BookingStatus of(String text) {
    return LowerCase.read(BookingStatus.class, "status", text);
  }

  /** Between the column and the word. Stateless. */
  @Converter
  public static class Column implements AttributeConverter<BookingStatus, String> {
    @Override
    public String convertToDatabaseColumn(BookingStatus value) {
      return value == null ? null : value.text();
    }

    @Override
    public BookingStatus convertToEntityAttribute(String column) {
      return column == null ? null : of(column);
    }
  }
}

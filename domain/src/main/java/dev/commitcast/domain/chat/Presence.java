package dev.commitcast.domain.chat;

import dev.commitcast.domain.text.LowerCase;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

/** Whether a user is here. */
public enum Presence {
  ONLINE,
  AWAY,
  /** Here, but not to be disturbed. */
  BUSY,
  OFFLINE;

  /** As it is written in the database and in JSON. */
  public String text() {
    return LowerCase.of(this);
  }

  /**
   * Reads what {@link #text()} writes.
   *
   * @throws IllegalArgumentException with the allowed words
   */
  public static Presence of(String text) {
    return LowerCase.read(Presence.class, "status", text);
  }

  /** Between the column and the word. Stateless. */
  @Converter
  public static class Column implements AttributeConverter<Presence, String> {
    @Override
    public String convertToDatabaseColumn(Presence value) {
      return value == null ? null : value.text();
    }

    @Override
    public Presence convertToEntityAttribute(String column) {
      return column == null ? null : of(column);
    }
  }
}

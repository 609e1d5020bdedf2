package dev.commitcast.domain.chat;

import dev.commitcast.domain.text.LowerCase;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

/** How the chat looks. */
public enum Theme {
  LIGHT,
  DARK,
  /** As the user's device does. */
  SYSTEM;

  /** As it is written in the database and in JSON. */
  public String text() {
    return LowerCase.of(this);
  }

  /**
   * Reads what {@link #text()} writes.
   *
   * @throws IllegalArgumentException with the allowed words
   */
  public static Theme of(String text) {
    return LowerCase.read(Theme.class, "theme", text);
  }

  /** Between the column and the word. Stateless. */
  @Converter
  public static class Column implements AttributeConverter<Theme, String> {
    @Override
    public String convertToDatabaseColumn(Theme value) {
      return value == null ? null : value.text();
    }

    @Override
    public Theme convertToEntityAttribute(String column) {
      return column == null ? null : of(column);
    }
  }
}

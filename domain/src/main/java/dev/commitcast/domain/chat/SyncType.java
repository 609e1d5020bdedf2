package dev.commitcast.domain.chat;

import dev.commitcast.domain.text.LowerCase;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

/** Which part of the chat a client has brought up to date. */
public enum SyncType {
  FULL,
  CHANNELS,
  MESSAGES,
  REACTIONS,
  READS,
  STATUS,
  SETTINGS;

  /** As it is written in the database and in JSON. */
  public String text() {
    return LowerCase.of(this);
  }

  /**
   * Reads what {@link #text()} writes.
   *
   * @throws IllegalArgumentException with the allowed words
   */
  public static SyncType of(String text) {
    return LowerCase.read(SyncType.class, "sync_type", text);
  }

  /** Between the column and the word. Stateless. */
  @Converter
  public static class Column implements AttributeConverter<SyncType, String> {
    @Override
    public String convertToDatabaseColumn(SyncType value) {
      return value == null ? null : value.text();
    }

    @Override
    public SyncType convertToEntityAttribute(String column) {
      return column == null ? null : of(column);
    }
  }
}

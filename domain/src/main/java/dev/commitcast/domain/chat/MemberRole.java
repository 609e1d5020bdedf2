package dev.commitcast.domain.chat;

import dev.commitcast.domain.text.LowerCase;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

/** What a member may do in a channel, in falling order of power. */
public enum MemberRole {
  OWNER,
  ADMIN,
  MODERATOR,
  MEMBER,
  /** Reads only. */
  GUEST;

  /** Whether it may say something. */
  public boolean maySpeak() {
    return this != GUEST;
  }

  /** Whether it may take back what others have said. */
  public boolean mayModerate() {
    return this == OWNER || this == ADMIN || this == MODERATOR;
  }

  /** As it is written in the database and in JSON. */
  public String text() {
    return LowerCase.of(this);
  }

  /**
   * Reads what {@link #text()} writes.
   *
   * @throws IllegalArgumentException with the allowed words
   */
  public static MemberRole of(String text) {
    return LowerCase.read(MemberRole.class, "role", text);
  }

  /** Between the column and the word. Stateless. */
  @Converter
  public static class Column implements AttributeConverter<MemberRole, String> {
    @Override
    public String convertToDatabaseColumn(MemberRole value) {
      return value == null ? null : value.text();
    }

    @Override
    public MemberRole convertToEntityAttribute(String column) {
      return column == null ? null : of(column);
    }
  }
}

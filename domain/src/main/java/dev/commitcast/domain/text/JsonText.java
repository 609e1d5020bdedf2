package dev.commitcast.domain.text;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

/**
 * A {@code jsonb} column as its text. The driver hands out an object of its own, whose text is the
 * document; on the way in the connection must leave the type to the server ({@code
 * stringtype=unspecified}). Stateless.
 */
@Converter
public class JsonText implements AttributeConverter<String, Object> {
  @Override
  public Object convertToDatabaseColumn(String json) {
    return json;
  }

  @Override
  public String convertToEntityAttribute(Object column) {
    return column == null ? null : column.toString();
  }
}

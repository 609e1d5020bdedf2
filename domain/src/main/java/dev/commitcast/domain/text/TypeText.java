package dev.commitcast.domain.text;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

/**
 * A column of a type that only PostgreSQL knows, such as {@code xid8} or {@code regclass}, as the
 * server prints it. Stateless.
 */
@Converter
public class TypeText implements AttributeConverter<String, Object> {
  @Override
  public Object convertToDatabaseColumn(String text) {
    return text;
  }

  @Override
  public String convertToEntityAttribute(Object column) {
    return column == null ? null : column.toString();
  }
}

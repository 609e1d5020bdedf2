package dev.commitcast.domain.text;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.Arrays;
import java.util.List;

/**
 * A {@code text[]} column, for reading: the provider hands out a Java array. Writing is left to
 * SQL. Stateless.
 */
@Converter
public class TextArray implements AttributeConverter<List<String>, Object> {
  @Override
  public Object convertToDatabaseColumn(List<String> elements) {
    if (elements == null) {
      return null;
    }
    throw new UnsupportedOperationException("Columns of arrays are written by SQL only.");
  }

  @Override
  public List<String> convertToEntityAttribute(Object column) {
    if (column == null) {
      return null;
    }
    return Arrays.stream((Object[]) column).map(String.class::cast).toList();
  }
}

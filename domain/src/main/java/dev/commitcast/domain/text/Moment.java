package dev.commitcast.domain.text;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Date;

/**
 * A {@code timestamptz} column with all its microseconds, in UTC: the provider's own conversion
 * cuts them to milliseconds. The driver hands out a subclass of {@link Date} that knows its
 * nanoseconds. Stateless.
 */
@Converter
public class Moment implements AttributeConverter<OffsetDateTime, Object> {
  @Override
  public Object convertToDatabaseColumn(OffsetDateTime moment) {
    return moment;
  }

  @Override
  public OffsetDateTime convertToEntityAttribute(Object column) {
    if (column instanceof OffsetDateTime moment) {
      return moment.withOffsetSameInstant(ZoneOffset.UTC);
    }
    return column == null ? null : ((Date) column).toInstant().atOffset(ZoneOffset.UTC);
  }
}
